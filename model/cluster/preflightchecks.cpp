#include "model/cluster/preflightchecks.h"

#include "model/cluster/phrases.h"
#include "model/cluster/preflighthelp.h"

#include <QStringList>

namespace rollcall::preflightchecks
{

Nodes aliveNodes(const ClusterView& view)
{
    Nodes nodes;
    for (const NodeView& node : view.nodes)
        if (node.alive)
            nodes.push_back(&node);
    return nodes;
}

QString namesOf(const Nodes& nodes)
{
    QStringList names;
    for (const NodeView* node : nodes)
        names << node->row.name;
    return someOf(names);
}

QString verb(const Nodes& nodes, const char* one, const char* many)
{
    return QString::fromLatin1(nodes.size() == 1 ? one : many);
}

Check start(const char* id, const char* title)
{
    Check check;
    check.id = QString::fromLatin1(id);
    check.title = QString::fromLatin1(title);
    check.help = preflightHelp(check.id);
    return check;
}

Check& conclude(Check& check, CheckState state, const QString& evidence, const QString& remedy)
{
    check.state = state;
    check.evidence = evidence;
    check.remedy = remedy;
    return check;
}

} // namespace rollcall::preflightchecks
