#include "ui/pages/nodemenu.h"

#include <QMenu>

namespace rollcall
{

namespace
{

void addIntent(QMenu& menu, const QString& text, const Intent& intent, const ClusterView& view,
               const Freshness& freshness, const std::function<void(const Intent&)>& ask)
{
    QAction* action = menu.addAction(text, [ask, intent] { ask(intent); });
    const QString reason = offReason(intent, view, freshness);
    action->setEnabled(reason.isEmpty());
    action->setToolTip(reason);
    action->setStatusTip(reason);
}

} // namespace

void fillUnitsMenu(QMenu& menu, const NodeView& node, const ClusterView& view, const Freshness& freshness,
                   const std::function<void(const Intent&)>& ask)
{
    menu.setToolTipsVisible(true);
    for (const UnitReport& unit : node.row.report.units) {
        if (!menu.isEmpty())
            menu.addSeparator();
        const auto add = [&](const QString& text, Act act) {
            addIntent(menu, text.arg(unit.name), Intent::forUnit(act, unit.name, node.row.id), view,
                      freshness, ask);
        };
        add(QStringLiteral("Start %1"), Act::StartUnit);
        add(QStringLiteral("Restart %1…"), Act::RestartUnit);
        add(QStringLiteral("Stop %1…"), Act::StopUnit);
    }
    if (menu.isEmpty())
        menu.addAction(QStringLiteral("No unit was reported"))->setEnabled(false);
}

void fillNodeMenu(QMenu& menu, const NodeView& node, const ClusterView& view, const Freshness& freshness,
                  const std::function<void(const Intent&)>& ask)
{
    menu.setToolTipsVisible(true);
    const auto add = [&](const QString& text, Act act) {
        addIntent(menu, text, Intent::forNode(act, node.row.id), view, freshness, ask);
    };
    if (node.row.wanted == Wanted::Active)
        add(QStringLiteral("&Drain…"), Act::Drain);
    else
        add(QStringLiteral("&Activate"), Act::Activate);
    add(QStringLiteral("&Maintenance…"), Act::Maintain);
    if (node.primary)
        addIntent(menu, QStringLiteral("&Hand Over…"), Intent::forNode(Act::HandOver, {}), view, freshness,
                  ask);
    else
        add(QStringLiteral("&Hand Over to It…"), Act::HandOver);
    add(QStringLiteral("Set Priorit&y…"), Act::SetPriority);
    QMenu* units = menu.addMenu(QStringLiteral("&Units"));
    fillUnitsMenu(*units, node, view, freshness, ask);
    menu.addSeparator();
    add(QStringLiteral("&Remove Node…"), Act::Remove);
}

void fillLogsMenu(QMenu& menu, const NodeView& node, const std::function<void(const QString& unit)>& ask)
{
    for (const UnitReport& unit : node.row.report.units)
        menu.addAction(QStringLiteral("Live Log of %1…").arg(unit.name),
                       [ask, name = unit.name] { ask(name); });
    if (menu.isEmpty())
        menu.addAction(QStringLiteral("No unit was reported"))->setEnabled(false);
}

} // namespace rollcall
