#pragma once

#include "model/cluster/clusterview.h"
#include "model/cluster/settings.h"
#include "model/core/secret.h"

#include <QHash>

namespace rollcall
{

/// A cluster's configuration at one moment: what an administrator decided, nothing that the nodes report. Not
/// in it: mode, maintenance and pauses (a restored cluster is looked at before it is switched on), events and
/// terms, and the application's own data.
struct ClusterBackup {
    struct Node {
        NodeId id;
        QString name;
        QString address; ///< for people: which server it was
        int priority = 100;
        bool operator==(const Node&) const = default;
    };

    ClusterId cluster;
    QString name;
    QString by;                       ///< who made it
    qint64 createdAt = 0;             ///< milliseconds since 1970 by the database's clock
    QHash<QString, QString> settings; ///< those that differ from their standard, by key
    License license;
    std::vector<Node> nodes; ///< without tombstones
    QString keyFingerprint;  ///< of the key in force; empty: no node has one
    Secret key;              ///< the encryption key as text; empty: it was left out

    static ClusterBackup of(const ClusterFacts& facts, const std::vector<SettingState>& settings,
                            const QString& by);

    /// The content of a sealed file, the key included.
    Secret toBytes() const;
    /// Invalid: it is not one, or has values that cannot be; says which.
    static Result<ClusterBackup> fromBytes(const Secret& bytes);

    /// "Shop, 2026-03-09 13:28 UTC, by dana"
    QString label() const;
    /// What is in it, for people and scripts: everything but the key itself.
    QJsonObject toJson() const;
    bool operator==(const ClusterBackup&) const = default;
};

} // namespace rollcall
