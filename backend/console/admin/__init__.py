"""Administration without a deploy: catalogue, service, calendar, wording, versions, accounts, menu, the audit log."""

from backend.console.admin import account_pages, form_pages, menu_pages, settings_pages, text_pages
from backend.console.shell import MenuEntry, Room

ROOM = Room(
    name="admin",
    routers=[settings_pages.router, form_pages.router, text_pages.router, account_pages.router, menu_pages.router],
    menu=[
        MenuEntry("admin", "设置", "/console/admin", "config.edit", order=80),
        MenuEntry("accounts", "账号", "/console/admin/staff", "staff.manage", order=85),
        MenuEntry("audit", "审计", "/console/admin/audit", "audit.view", order=90),
    ],
)
