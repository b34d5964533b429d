#pragma once

#include "model/cluster/clusterview.h"

#include <QString>

#include <vector>

namespace rollcall
{

/// The cluster's two switches, as the buttons and commands name them.
enum class Feature { LoadBalancing, HighAvailability };

/// "load-balancing" or "high-availability".
QString wordOf(Feature);

enum class CheckState { Passed, Warning, Failed, NotChecked };
QString wordOf(CheckState);

/// One thing that must hold before a feature is enabled.
struct Check {
    QString id;    ///< stable, for --override: "three-nodes"
    QString title; ///< "At least three nodes"
    CheckState state = CheckState::NotChecked;
    QString evidence;         ///< what was seen: "stage-01, stage-02 and stage-03 are alive."
    QString remedy;           ///< for Warning and Failed
    bool overridable = false; ///< a failure of it may be accepted with --override ID
    QString consent; ///< words of the check box that accepts it: "Enable although the database is a single
                     ///< point of failure"
    QString help;    ///< what it proves, why that matters, and how it is seen
    QString line() const; ///< "TITLE: EVIDENCE REMEDY"
    bool operator==(const Check&) const = default;
};

struct Preflight {
    Feature feature = Feature::LoadBalancing;
    std::vector<Check> checks;
    std::vector<QString> changes; ///< what will happen: "web-02 and web-03 start the unit web."
    bool empty = false;           ///< no node has registered yet: there is nothing to check

    int count(CheckState) const;
    /// Nothing failed apart from what is overridden, and no override names an unknown or not overridable
    /// check. Refused: with the line of each check that stands in the way as the error's details.
    Result<void> verdict(const QStringList& overrides) const;
};

/// Checks a view against what a feature needs. Pure.
Preflight preflight(Feature feature, const ClusterView& view);

} // namespace rollcall
