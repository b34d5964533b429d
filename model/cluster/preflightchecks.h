#pragma once

#include "model/cluster/preflight.h"

#include <QString>

#include <algorithm>
#include <iterator>
#include <vector>

/// The checks of the preflight, each a pure function of the view, and what they are written with. alive: the
/// nodes of the view that any signal shows alive, by name.
namespace rollcall::preflightchecks
{

using Nodes = std::vector<const NodeView*>;

inline const QString nobodyToAsk = QStringLiteral("No node is alive to ask.");
inline const QString noNodeYet = QStringLiteral("No node has registered yet.");
inline const QString howToAddANode = QStringLiteral(
    "On each server install the package, put the encryption key and node.toml into place "
    "(rollcall-node check --config FILE says what is wrong with them), and start it: systemctl "
    "enable --now rollcall-node");

Nodes aliveNodes(const ClusterView& view);
/// As a sentence lists them.
QString namesOf(const Nodes& nodes);
/// The verb for so many: "runs" or "run".
QString verb(const Nodes& nodes, const char* one, const char* many);

template <class Predicate>
Nodes select(const Nodes& nodes, Predicate predicate)
{
    Nodes chosen;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(chosen),
                 [&](const NodeView* node) { return predicate(*node); });
    return chosen;
}

/// A check with its title and help, not concluded.
Check start(const char* id, const char* title);
Check& conclude(Check& check, CheckState state, const QString& evidence, const QString& remedy = {});

Check loadBalancingOn(const ClusterView& view);
Check enoughNodes(const ClusterView& view, const Nodes& alive);
/// Some node to share the load with.
Check anyNode(const ClusterView& view, const Nodes& alive);
Check sameDatabase(const ClusterView& view, const Nodes& alive);
Check sameKey(const ClusterView& view, const Nodes& alive);
Check sameVersion(const Nodes& alive);
Check messengerOnTcp(const Nodes& alive);
/// Every way between two live nodes, as the nodes themselves tried it.
Check messengerMesh(const ClusterView& view, const Nodes& alive);
/// Each node's file read back by the others: writing alone proves no sharing.
Check sharedStorage(const Nodes& alive);
Check clocks(const Nodes& alive);
Check license(Feature feature, const ClusterView& view);
Check databaseRedundancy(const ClusterView& view);

} // namespace rollcall::preflightchecks
