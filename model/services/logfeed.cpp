#include "model/services/logfeed.h"

#include "model/messenger/messengersubscription.h"

namespace rollcall
{

class LogFeed::Private
{
public:
    Private(LogFeed& feed, NodeId itsNode, QString itsUnit, int lines,
            std::unique_ptr<MessengerSubscription> itsSource)
        : q(feed)
        , node(itsNode)
        , unit(std::move(itsUnit))
        , lastLines(lines)
        , source(std::move(itsSource))
    {
    }

    void opened(const QJsonObject& result);
    void take(const QJsonObject& params);
    void scheduleFlush();
    void flush();
    void setState(State next, const Error& why);

    LogFeed& q;
    NodeId node;
    QString unit;
    int lastLines;
    std::unique_ptr<MessengerSubscription> source;
    State state = State::Connecting;
    Error error;
    QString incarnation; ///< of the node process that numbers the lines
    qint64 written = -1; ///< number of the newest line that was there when it was opened; −1: caught up
    qint64 last = -1;    ///< number of the last line that came; −1: none yet, the next may have any
    QStringList waiting; ///< of this moment
    bool scheduled = false;
};

void LogFeed::Private::opened(const QJsonObject& result)
{
    const QString counts = result.value(QLatin1String("incarnation")).toString();
    if (!incarnation.isEmpty() && counts != incarnation) {
        flush();
        last = -1;
        Q_EMIT q.restarted();
    }
    incarnation = counts;
    written = lastLines > 0 ? result.value(QLatin1String("written")).toInteger() : 0;
    setState(State::Live, {});
    scheduleFlush();
}

void LogFeed::Private::take(const QJsonObject& params)
{
    const qint64 number = params.value(QLatin1String("n")).toInteger();
    if (number <= last)
        return; // it came before the connection was lost
    if (last >= 0 && number > last + 1) {
        flush();
        Q_EMIT q.linesMissed(number - last - 1);
    }
    last = number;
    waiting.append(params.value(QLatin1String("line")).toString());
    scheduleFlush();
}

void LogFeed::Private::scheduleFlush()
{
    if (std::exchange(scheduled, true))
        return;
    QMetaObject::invokeMethod(
        &q,
        [this] {
            scheduled = false;
            flush();
            if (written >= 0 && std::max(last, qint64(0)) >= written) {
                written = -1;
                Q_EMIT q.caughtUp();
            }
        },
        Qt::QueuedConnection);
}

void LogFeed::Private::flush()
{
    if (!waiting.isEmpty())
        Q_EMIT q.linesAdded(std::exchange(waiting, {}));
}

void LogFeed::Private::setState(State next, const Error& why)
{
    if (state == next && error == why)
        return;
    state = next;
    error = why;
    Q_EMIT q.stateChanged();
}

LogFeed::LogFeed(NodeId node, QString unit, int lastLines, std::unique_ptr<MessengerSubscription> source,
                 const Error& why)
    : d(std::make_unique<Private>(*this, node, std::move(unit), lastLines, std::move(source)))
{
    if (!d->source) {
        d->state = State::Ended;
        d->error = why;
        return;
    }
    connect(d->source.get(), &MessengerSubscription::opened, this,
            [this](const QJsonObject& result) { d->opened(result); });
    connect(d->source.get(), &MessengerSubscription::delivered, this,
            [this](const QString&, const QJsonObject& params) { d->take(params); });
    connect(d->source.get(), &MessengerSubscription::interrupted, this,
            [this](const Error& error) { d->setState(State::Lost, error); });
    connect(d->source.get(), &MessengerSubscription::refused, this,
            [this](const Error& error) { d->setState(State::Ended, error); });
    d->source->start();
}

LogFeed::~LogFeed() = default;

NodeId LogFeed::node() const
{
    return d->node;
}

const QString& LogFeed::unit() const
{
    return d->unit;
}

LogFeed::State LogFeed::state() const
{
    return d->state;
}

const Error& LogFeed::error() const
{
    return d->error;
}

} // namespace rollcall
