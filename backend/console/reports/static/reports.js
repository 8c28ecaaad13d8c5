/* Charts of the report: data by a call, no markup from data. */
"use strict";
(() => {
  const place = document.getElementById("charts");
  const quiet = "#5d6b7c", house = "#1f4b43", second = "#c59b4a";
  const base = { animation: false, textStyle: { fontFamily: "inherit" }, tooltip: { trigger: "axis", renderMode: "richText" }, grid: { left: 8, right: 16, top: 16, bottom: 4, containLabel: true } };
  const charts = [];
  function draw(name, option) {
    const element = place.querySelector('[data-chart="' + name + '"]');
    const chart = echarts.init(element, null, { renderer: "canvas" });
    chart.setOption(Object.assign({}, base, option));
    element.dataset.drawn = "1";
    charts.push(chart);
  }
  function empty(name) {
    const element = place.querySelector('[data-chart="' + name + '"]');
    element.textContent = "这段时间没有";
    element.dataset.drawn = "1";
    element.classList.add("none");
  }
  const column = (rows, number) => rows.map((row) => row[number]);
  function bars(rows) {
    const shown = rows.slice(0, 8).reverse();
    return { xAxis: { type: "value", minInterval: 1, axisLabel: { color: quiet } }, yAxis: { type: "category", data: column(shown, 0), axisTick: { show: false }, axisLabel: { color: quiet, width: 110, overflow: "truncate" } },
      series: [{ type: "bar", data: column(shown, 1), color: house, barMaxWidth: 18, label: { show: true, position: "right", color: quiet } }] };
  }
  fetch(place.dataset.address, { headers: { "HX-Request": "true" } }).then((answer) => answer.ok ? answer.json() : null).then((data) => {
    if (!data) return;
    const caption = document.getElementById("days-title");
    caption.textContent = caption.dataset[data.step];
    for (const name of ["kind", "purpose", "channel", "outcome"]) {
      if (data[name].length) draw(name, bars(data[name])); else empty(name);
    }
    draw("days", { xAxis: { type: "category", data: column(data.days, 0), axisLabel: { color: quiet } }, yAxis: { type: "value", minInterval: 1, axisLabel: { color: quiet } }, series: [{ type: "bar", name: "申请", data: column(data.days, 1), color: house, barMaxWidth: 28 }] });
    draw("hour", { legend: { top: 0, right: 0 }, grid: Object.assign({}, base.grid, { top: 36 }), xAxis: { type: "category", data: column(data.hour, 0), axisLabel: { color: quiet } }, yAxis: { type: "value", minInterval: 1, axisLabel: { color: quiet } },
      series: [{ type: "line", name: "来消息", data: column(data.hour, 1), color: second, smooth: true, showSymbol: false }, { type: "bar", name: "提交申请", data: column(data.hour, 2), color: house }] });
  });
  window.addEventListener("resize", () => { for (const chart of charts) chart.resize(); });
})();
