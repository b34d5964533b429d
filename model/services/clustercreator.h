#pragma once

#include "model/core/futures.h"
#include "model/core/ids.h"
#include "model/services/connection.h"

#include <QObject>

#include <memory>

namespace rollcall
{

/// Creates a cluster in a database: what "rollcallctl init" and the console's "Create a cluster" do. It
/// connects, brings the tables up to date, and writes the cluster's row, the empty lease and the first event.
/// A database that has a cluster already is refused and left as it is.
class ClusterCreator : public QObject
{
    Q_OBJECT

public:
    enum class Step { Connect, Tables, Cluster };
    Q_ENUM(Step)
    static constexpr int steps = 3;

    explicit ClusterCreator(ConnectionSpec where, QObject* parent = nullptr);
    ~ClusterCreator() override;

    /// Call it once. The value is the new cluster's id. Errors: Invalid (URL, name), Unreachable, Refused (a
    /// cluster exists, or a newer schema), TimedOut.
    FutureResult<ClusterId> create(const QString& name);

    /// Brings the tables of an existing cluster up to date ("rollcallctl upgrade"). The value is a sentence.
    FutureResult<QString> upgrade();

Q_SIGNALS:
    /// sentence: "Creating the tables."
    void stepStarted(rollcall::ClusterCreator::Step step, const QString& sentence);
    void stepFinished(rollcall::ClusterCreator::Step step);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace rollcall
