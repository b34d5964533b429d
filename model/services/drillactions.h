#pragma once

#include "model/cluster/drillplan.h"
#include "model/services/actiontools.h"

#include <memory>

namespace rollcall
{

/// Failover drills: orders the fault, follows the cluster until another node is the primary and the old one
/// is a healthy candidate again, and writes down what was measured. The fault itself is the node's work.
class DrillActions : public QObject
{
    Q_OBJECT

public:
    DrillActions(ActionTools& tools, QObject* parent);

    /// See ClusterActions::drill(). progress may be empty.
    FutureResult<DrillReport> run(DrillKind kind, DrillProgress progress);
    /// See ClusterActions::endDrill(). Nothing happens when none is under way.
    void end();

private:
    struct Run;
    using RunPointer = std::shared_ptr<Run>;

    FutureResult<DrillReport> order(const RunPointer& run);
    FutureResult<DrillReport> untilAnswered(const RunPointer& run);
    FutureResult<DrillReport> untilTakenOver(const RunPointer& run);
    FutureResult<DrillReport> untilBack(const RunPointer& run);
    /// Writes drill.finished. The answer is the report, or the error that a drill ends with.
    FutureResult<DrillReport> finish(const RunPointer& run, const std::optional<Error>& error = {});

    ActionTools& m_tools;
    RunPointer m_run; ///< null: none under way
};

} // namespace rollcall
