// Calls of the driving API. Every failure is said to the person, none is swallowed.
export async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body instanceof Blob) {
    options.body = body;
  } else if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers["content-type"] = "application/json";
  }
  const answer = await fetch(`/sim/${path}`, options);
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail || `HTTP ${answer.status}`);
  }
  return answer.status === 204 ? null : answer.json();
}

export const user = (openid, deed, body) => call("POST", `users/${encodeURIComponent(openid)}/${deed}`, body);

// A rendered piece of the page. The server escapes every word in it.
export function piece(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content;
}
