#include "app/demo/demopage.h"

#include "model/core/durationtext.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace rollcall::demo
{

namespace
{

constexpr char pageStart[] = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>%TITLE%</title>
<style>
:root { color-scheme: light dark; --ground: #eef1f5; --card: #fff; --ink: #1c2430; --soft: #5d6a7c; --line: #dde3ea; --node: %HUE%; }
@media (prefers-color-scheme: dark) { :root { --ground: #12161c; --card: #1b212a; --ink: #e8edf4; --soft: #97a3b4; --line: #2c3542; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
       color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
main { width: min(30rem, 100%); background: var(--card); border: 1px solid var(--line); border-radius: 14px; overflow: hidden;
       box-shadow: 0 10px 30px rgb(0 0 0 / 8%); }
header { padding: 1.6rem 1.8rem 1.3rem; border-top: 6px solid hsl(var(--node) 62% 48%); }
p { margin: 0; color: var(--soft); }
h1 { margin: .1rem 0 .3rem; font-size: 2.1rem; line-height: 1.2; overflow-wrap: anywhere; }
dl { margin: 0; display: grid; grid-template-columns: max-content 1fr; border-top: 1px solid var(--line); }
dt, dd { margin: 0; padding: .55rem 1.8rem; border-bottom: 1px solid var(--line); }
dt { color: var(--soft); padding-right: 0; }
dd { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
footer { padding: .9rem 1.8rem; font-size: .9rem; }
a { color: inherit; }
</style>
</head>
<body>
<main>
)";

QString escaped(const QString& text)
{
    return text.toHtmlEscaped();
}

QString row(const QString& name, const QString& value)
{
    return QStringLiteral("<dt>%1</dt><dd>%2</dd>\n").arg(name, escaped(value));
}

/// A colour for each node, so that a reload that reaches another one shows at a glance.
int hueOf(const QString& node)
{
    uint sum = 7;
    for (const QChar c : node)
        sum = sum * 31 + c.unicode();
    return static_cast<int>(sum * 47 % 360);
}

QByteArray page(const Identity& identity)
{
    const bool service = identity.role == u"service";
    QString html = QString::fromUtf8(pageStart);
    html.replace(QStringLiteral("%TITLE%"), escaped(identity.node));
    html.replace(QStringLiteral("%HUE%"), QString::number(hueOf(identity.node)));
    html +=
        QStringLiteral("<header><p>%1</p><h1>%2</h1><p>%3</p></header>\n<dl>\n")
            .arg(service ? QStringLiteral("The service runs on") : QStringLiteral("This page was served by"),
                 escaped(identity.node),
                 service ? QStringLiteral("It runs on the primary only, under one epoch.")
                         : QStringLiteral("Reload it: a load balancer may send you to another node."));
    html += row(QStringLiteral("Unit"), identity.unit);
    if (service)
        html +=
            row(QStringLiteral("Epoch"), identity.epoch.isEmpty() ? QStringLiteral("none") : identity.epoch);
    html += row(QStringLiteral("Process"), QString::number(identity.pid));
    html +=
        row(QStringLiteral("Up for"), durationText(std::chrono::milliseconds(identity.started.elapsed())));
    if (!identity.cluster.isEmpty())
        html += row(QStringLiteral("Cluster"), identity.cluster);
    html += QStringLiteral(
        "</dl>\n<footer><p>Part of the demo of Rollcall. <a href=\"/json\">The same as JSON</a></p>"
        "</footer>\n</main>\n</body>\n</html>\n");
    return html.toUtf8();
}

QByteArray json(const Identity& identity)
{
    QJsonObject object{{QStringLiteral("role"), identity.role},
                       {QStringLiteral("node"), identity.node},
                       {QStringLiteral("unit"), identity.unit},
                       {QStringLiteral("pid"), identity.pid},
                       {QStringLiteral("uptime_ms"), identity.started.elapsed()},
                       {QStringLiteral("cluster"), identity.cluster},
                       {QStringLiteral("messenger"), identity.messenger}};
    if (!identity.epoch.isEmpty())
        object.insert(QStringLiteral("epoch"), identity.epoch.toLongLong());
    return QJsonDocument(object).toJson();
}

} // namespace

HttpResponse answer(const Identity& identity, const QByteArray& path)
{
    if (path == "/")
        return {200, "text/html; charset=utf-8", page(identity)};
    if (path == "/json")
        return {200, "application/json", json(identity)};
    return {404, "text/plain; charset=utf-8", "404 there are / and /json\n"};
}

} // namespace rollcall::demo
