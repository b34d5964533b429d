#include "model/messenger/messengerclient.h"

#include "model/core/clock.h"
#include "model/core/durationtext.h"
#include "model/core/logging.h"
#include "model/messenger/clientlink.h"
#include "model/messenger/rpcmessage.h"

#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>
#include <map>

namespace rollcall
{

using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace
{

constexpr size_t mostOpenCalls = 1024;

struct OpenCall {
    MessengerClient::Reply reply;
    Instant deadline;
    milliseconds patience;
    std::optional<Instant> sentAt;
    QByteArray line; ///< until it is sent
};

} // namespace

class MessengerClient::Private : public QObject
{
public:
    Private(Endpoint where, std::optional<EncryptionKey> given, ClientTimings times, MessengerClient* client)
        : q(client)
        , endpoint(std::move(where))
        , key(std::move(given))
        , timings(times)
    {
        connectLimit.setSingleShot(true);
        retry.setSingleShot(true);
        callLimit.setSingleShot(true);
        callLimit.setTimerType(Qt::PreciseTimer);
        connect(&connectLimit, &QTimer::timeout, this, &Private::connectExpired);
        connect(&retry, &QTimer::timeout, this, &Private::attempt);
        connect(&callLimit, &QTimer::timeout, this, &Private::expireCalls);
    }

    void attempt();
    void opened();
    void handleLine(const QByteArray& line);
    void lose(const Error& error);
    void dropLink();
    void connectExpired();
    void expireCalls();
    void armCallLimit();
    void sendNow(OpenCall& call);
    void answer(qint64 id, const Result<QJsonObject>& result);
    void failAll(const Error& error);
    milliseconds nextBackOff();
    Error closedError() const;
    Error silentError(milliseconds patience) const;

    MessengerClient* q;
    Endpoint endpoint;
    std::optional<EncryptionKey> key;
    ClientTimings timings;
    State state = State::Closed;
    std::optional<Error> lastError;
    ClientLink* link = nullptr;
    std::map<qint64, OpenCall> calls; ///< by id, which rises
    qint64 nextId = 1;
    Instant lastHeard{}; ///< when the last line came
    milliseconds backOff{0};
    QTimer connectLimit;
    QTimer retry;
    QTimer callLimit; ///< the earliest deadline of all calls
};

void MessengerClient::Private::attempt()
{
    retry.stop();
    dropLink();
    state = State::Connecting;
    link = new ClientLink(endpoint, key, this);
    connect(link, &ClientLink::opened, this, &Private::opened);
    connect(link, &ClientLink::lineReceived, this, &Private::handleLine);
    connect(link, &ClientLink::failed, this, &Private::lose);
    connectLimit.start(timings.connectDeadline);
    link->start();
}

void MessengerClient::Private::opened()
{
    connectLimit.stop();
    state = State::Connected;
    lastError.reset();
    for (auto& [id, call] : calls)
        sendNow(call);
    Q_EMIT q->connected();
}

void MessengerClient::Private::sendNow(OpenCall& call)
{
    if (!link || state != State::Connected)
        return;
    // A full buffer is not retried: the call runs into its deadline, and then the connection is dropped.
    if (link->send(call.line))
        call.sentAt = BootClock::now();
    call.line.clear();
}

void MessengerClient::Private::handleLine(const QByteArray& line)
{
    lastHeard = BootClock::now();
    backOff = milliseconds(0);
    const auto message = readRpcLine(line);
    if (!message)
        return lose(linkError(LinkEnd::BrokenProtocol, endpoint, message.error().error.message));
    if (const auto* request = std::get_if<RpcRequest>(&*message)) {
        if (request->isNotification())
            Q_EMIT q->notified(request->method, request->params);
        return; // a client answers no requests
    }
    const auto& response = std::get<RpcResponse>(*message);
    const qint64 id = response.id.toInteger();
    if (const auto* error = std::get_if<RpcError>(&response.outcome)) {
        const Error words = errorFromRpc(*error, endpoint.toString());
        // Without an id the server could not read what was sent: no call on this connection can be trusted.
        if (response.id.isNull())
            return lose(words);
        return answer(id, Failure(words));
    }
    answer(id, std::get<QJsonObject>(response.outcome));
}

void MessengerClient::Private::answer(qint64 id, const Result<QJsonObject>& result)
{
    const auto found = calls.find(id);
    if (found == calls.end())
        return; // it ran into its deadline before
    const OpenCall call = std::move(found->second);
    calls.erase(found);
    const microseconds roundTrip =
        call.sentAt ? std::chrono::duration_cast<microseconds>(BootClock::now() - *call.sentAt)
                    : microseconds(0);
    call.reply(result, roundTrip);
}

void MessengerClient::Private::failAll(const Error& error)
{
    std::map<qint64, OpenCall> open;
    open.swap(calls); // a reply may call again
    callLimit.stop();
    for (auto& [id, call] : open)
        call.reply(Failure(error), microseconds(0));
}

void MessengerClient::Private::lose(const Error& error)
{
    dropLink();
    connectLimit.stop();
    state = State::Waiting;
    lastError = error;
    retry.start(nextBackOff());
    qCDebug(lcMessenger).noquote() << error.message();
    failAll(error);
    Q_EMIT q->failed(error);
}

void MessengerClient::Private::dropLink()
{
    if (!link)
        return;
    link->disconnect(this);
    link->abort();
    link->deleteLater();
    link = nullptr;
}

void MessengerClient::Private::connectExpired()
{
    lose(silentError(timings.connectDeadline));
}

void MessengerClient::Private::expireCalls()
{
    const Instant now = BootClock::now();
    std::vector<qint64> expired;
    for (const auto& [id, call] : calls) {
        if (call.deadline > now)
            continue;
        // Not a byte since it was sent: the other end hangs, or the network lost the connection.
        if (state == State::Connected && (!call.sentAt || lastHeard < *call.sentAt))
            return lose(silentError(call.patience));
        expired.push_back(id);
    }
    for (const qint64 id : expired) {
        const auto found = calls.find(id);
        if (found != calls.end())
            answer(id, Failure(silentError(found->second.patience)));
    }
    armCallLimit();
}

void MessengerClient::Private::armCallLimit()
{
    if (calls.empty())
        return callLimit.stop();
    const auto earliest = std::min_element(calls.begin(), calls.end(), [](const auto& a, const auto& b) {
        return a.second.deadline < b.second.deadline;
    });
    const auto left = std::chrono::ceil<milliseconds>(earliest->second.deadline - BootClock::now());
    callLimit.start(std::max(left, milliseconds(0)));
}

milliseconds MessengerClient::Private::nextBackOff()
{
    backOff = backOff.count() == 0 ? timings.backOffFirst : std::min(backOff * 2, timings.backOffMost);
    // Between half and all of it, so that many clients of one server do not come back at once.
    const auto half = static_cast<int>(backOff.count() / 2);
    return milliseconds(half + QRandomGenerator::global()->bounded(half + 1));
}

Error MessengerClient::Private::closedError() const
{
    return {ErrorKind::Unreachable, QStringLiteral("The connection is closed."), {}, endpoint.toString()};
}

Error MessengerClient::Private::silentError(milliseconds patience) const
{
    return linkError(LinkEnd::NoAnswer, endpoint, durationText(patience));
}

MessengerClient::MessengerClient(Endpoint endpoint, std::optional<EncryptionKey> key, ClientTimings timings,
                                 QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(endpoint), std::move(key), timings, this))
{
}

MessengerClient::~MessengerClient()
{
    close();
}

void MessengerClient::open()
{
    if (d->state == State::Closed || d->state == State::Waiting)
        d->attempt();
}

void MessengerClient::close()
{
    d->dropLink();
    d->connectLimit.stop();
    d->retry.stop();
    d->backOff = milliseconds(0);
    d->state = State::Closed;
    d->failAll(d->closedError());
}

MessengerClient::State MessengerClient::state() const
{
    return d->state;
}

const Endpoint& MessengerClient::endpoint() const
{
    return d->endpoint;
}

std::optional<Error> MessengerClient::lastError() const
{
    return d->lastError;
}

void MessengerClient::call(const QString& method, const QJsonObject& params, milliseconds deadline,
                           Reply reply)
{
    std::optional<Error> hindrance;
    if (d->state == State::Closed)
        hindrance = d->closedError();
    else if (d->state == State::Waiting)
        hindrance = d->lastError;
    else if (d->calls.size() >= mostOpenCalls)
        hindrance = Error{ErrorKind::Unreachable,
                          QStringLiteral("%1 calls are open on this connection.").arg(mostOpenCalls),
                          QStringLiteral("Wait for answers before calling again."), d->endpoint.toString()};
    if (hindrance) {
        QMetaObject::invokeMethod(
            this, [reply = std::move(reply), error = *hindrance] { reply(Failure(error), microseconds(0)); },
            Qt::QueuedConnection);
        return;
    }
    const qint64 id = d->nextId++;
    const Instant deadlineAt = BootClock::now() + deadline;
    const bool earliest =
        d->calls.empty() || !d->callLimit.isActive() || milliseconds(d->callLimit.remainingTime()) > deadline;
    OpenCall& call = d->calls
                         .emplace(id, OpenCall{std::move(reply), deadlineAt, deadline, std::nullopt,
                                               writeRpcLine(RpcRequest{QJsonValue(id), method, params})})
                         .first->second;
    if (earliest)
        d->callLimit.start(deadline);
    d->sendNow(call);
}

FutureResult<QJsonObject> MessengerClient::call(const QString& method, const QJsonObject& params,
                                                milliseconds deadline)
{
    auto promise = std::make_shared<QPromise<Result<QJsonObject>>>();
    promise->start();
    call(method, params, deadline, [promise](const Result<QJsonObject>& result, microseconds) {
        promise->addResult(result);
        promise->finish();
    });
    return promise->future();
}

} // namespace rollcall
