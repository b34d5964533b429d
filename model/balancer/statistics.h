#pragma once

#include "model/cluster/balancersighting.h"
#include "model/core/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

namespace rollcall
{

/// A server of a load balancer's statistics.
struct StatisticsServer {
    QString backend;
    QString name;
    QString host; ///< a name or an address, IPv6 without brackets; empty: the balancer does not tell it
    BalancerSighting says; ///< without a node, and without an age
    bool operator==(const StatisticsServer&) const = default;
};

/// More bytes are not read: a cluster's fifty nodes take about 40 KiB.
inline constexpr qsizetype mostStatistics = 4 * 1024 * 1024;

/// HAProxy's status of a server: "UP", "UP 1/3" (it answers, but failed lately), "no check" and "NOLB" get
/// traffic or end it as the balancer says.
BalancerView viewOfStatus(QStringView status);

/// Reads what HAProxy answers to "show stat", or over HTTP to ";csv": one entry for each server. Columns are
/// found by name. Rows that are cut or hold no server are passed over; texts are bounded. Invalid: it is
/// something else (nginx's counters, a page, nothing), too large, or lacks a column that is needed.
Result<std::vector<StatisticsServer>> readStatistics(const QByteArray& csv);

} // namespace rollcall
