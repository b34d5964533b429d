#pragma once

#include "model/cluster/clusterview.h"
#include "model/database/databaseworker.h"
#include "model/database/eventrepository.h"
#include "model/database/transaction.h"
#include "model/messenger/encryptionkey.h"
#include "model/services/clusteractions.h"
#include "model/services/futuretools.h"

#include <QLatin1String>

#include <functional>
#include <optional>

namespace rollcall
{

/// What every administrator's action is made of: a fresh look at the cluster, one transaction with its event,
/// and a nudge to the nodes concerned. Lives in the session's thread.
class ActionTools : public QObject
{
    Q_OBJECT

public:
    struct Surroundings {
        DatabaseWorker* worker = nullptr; ///< null: the URL cannot be used, see whyNoWorker
        Error whyNoWorker;
        std::optional<EncryptionKey> key;
        QString actor;
        std::function<QHash<NodeId, Probe>()> probes;
        std::function<void()> changed; ///< something was written: look at the database again
    };

    ActionTools(Surroundings surroundings, QObject* parent);

    /// The worker is about to go: nothing is asked of it any more, and what waits ends.
    void close();

    const QString& actor() const { return m_around.actor; }
    const std::optional<EncryptionKey>& key() const { return m_around.key; }
    void setKey(const std::optional<EncryptionKey>& key) { m_around.key = key; }

    /// Work in the database's thread: Result<T>(Session&). A call that outlived its limit comes as
    /// Unreachable, with the words that its outcome is not known.
    template <class Function>
    auto database(Function fn) -> QFuture<std::invoke_result_t<Function, Session&>>
    {
        using Outcome = std::invoke_result_t<Function, Session&>;
        if (!m_around.worker) {
            QPromise<Outcome> promise;
            promise.start();
            promise.addResult(Outcome(tl::unexpect, m_around.whyNoWorker));
            promise.finish();
            return promise.future();
        }
        return m_around.worker->run(databaseLimit, std::move(fn)).then(this, [](Outcome outcome) {
            if (!outcome && outcome.error().kind == ErrorKind::TimedOut)
                outcome.error() = outcomeUnknown(outcome.error());
            return outcome;
        });
    }

    /// One transaction: write(session), then the event. What it left unwritten is rolled back.
    FutureResult<void> change(std::function<Result<void>(Session&)> write, Event event);
    /// The same, when only the writing tells what the event has to say.
    FutureResult<void> change(std::function<Result<Event>(Session&)> write);
    /// The same with one event for each thing that really changed: none, or several.
    FutureResult<void> changeAll(std::function<Result<std::vector<Event>>(Session&)> write);

    /// Read now, concluded with the probes as of now.
    FutureResult<ClusterView> look();

    /// Asks these nodes to look at the database now; the rows are the order, so a failure only costs a
    /// second.
    void nudge(const std::vector<NodeView>& nodes, const QString& reason, Epoch epoch);

    Event event(QLatin1String kind, const NodeView* node, const QString& sentence,
                QJsonObject details = {}) const;

    static constexpr Millis databaseLimit{3000};

Q_SIGNALS:
    void closing(const rollcall::Error& why);

private:
    static Error outcomeUnknown(const Error& error);

    Surroundings m_around;
};

/// The node with that id, or why there is none.
Result<NodeView> nodeIn(const ClusterView& view, NodeId id);
/// What the node reports of its unit of that name; NotFound: with the names that there are.
Result<UnitReport> unitOf(const NodeRow& node, const QString& name);

} // namespace rollcall
