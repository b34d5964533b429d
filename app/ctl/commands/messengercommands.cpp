#include "app/ctl/commands/messengercommands.h"

#include "model/messenger/messengersubscription.h"
#include "model/messenger/topicmessage.h"
#include "model/services/logfeed.h"
#include "model/services/messengeraddress.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTimer>

#include <algorithm>

namespace rollcall::ctl
{

namespace
{

using namespace Qt::Literals::StringLiterals;

constexpr std::chrono::milliseconds publishLimit{5000};
constexpr int linesWhenNotSaid = 50;
constexpr int mostLines = 200; // as many as a node keeps

template <class Kind>
std::unique_ptr<Command> makeMessengerCommand(const Invocation& call, const Output& out)
{
    return std::make_unique<Kind>(call, out);
}

Result<int> numberOf(const Invocation& call, const QString& option, int otherwise, int least, int most)
{
    const QString text = call.value(option);
    if (text.isNull())
        return otherwise;
    bool ok = false;
    const int number = text.toInt(&ok);
    if (ok && number >= least && number <= most)
        return number;
    return failure(ErrorKind::Invalid,
                   u"--%1 needs a whole number from %2 to %3."_s.arg(option).arg(least).arg(most));
}

/// The messenger of a node, with the key of this session.
Result<MessengerAddress> addressOf(const NodeRow& node, const ClusterSession& session)
{
    return messengerOf(node, session.key());
}

/// Value of JSON text; nothing when it is none.
std::optional<QJsonValue> readJson(const QByteArray& text)
{
    QJsonParseError problem;
    const QJsonArray array = QJsonDocument::fromJson('[' + text + ']', &problem).array();
    return problem.error == QJsonParseError::NoError && array.size() == 1 ? std::optional(array.at(0))
                                                                          : std::nullopt;
}

} // namespace

std::vector<CommandSpec> messengerCommands()
{
    return {
        {u"messenger publish"_s,
         u"Publishes a message of the application, as a website does to wake its service."_s,
         {{u"TOPIC"_s}, {u"JSON"_s, true}},
         {{u"node"_s, u"NODE"_s, u"on this node; otherwise on the primary, or on any that answers"_s}},
         u"JSON is the payload, \"-\" reads it from standard input; null when it is missing. Exit code 1 "
         u"when "
         u"nobody subscribes to the topic."_s,
         {u"messenger publish shop/orders '{\"order\": 4711}'"_s},
         makeMessengerCommand<PublishCommand>},
        {u"messenger subscribe"_s,
         u"Shows the messages of a topic as they come, until Ctrl-C."_s,
         {{u"TOPIC"_s}},
         {{u"count"_s, u"N"_s, u"end after N messages"_s},
          {u"timeout"_s, u"SECONDS"_s,
           u"end after this time; exit code 1 when none came, or fewer than N"_s}},
         u"It subscribes at the primary, and goes with it to another node."_s,
         {u"messenger subscribe shop/orders"_s, u"messenger subscribe shop/orders --count 1 --timeout 10"_s},
         makeMessengerCommand<SubscribeCommand>},
        {u"logs"_s,
         u"Shows the last lines that a unit wrote."_s,
         {{u"NODE"_s}, {u"UNIT"_s}},
         {{u"follow"_s, {}, u"go on with every new line, until Ctrl-C"_s},
          {u"lines"_s, u"N"_s, u"the last N lines, 200 at most; 50"_s}},
         u"They come from the node's messenger. A unit of systemd has its output in the journal instead."_s,
         {u"logs web-02 web"_s, u"logs web-02 service --follow"_s},
         makeMessengerCommand<LogsCommand>},
    };
}

PublishCommand::PublishCommand(const Invocation& call, const Output& out)
    : ClusterCommand(call, out)
{
}

PublishCommand::~PublishCommand() = default;

Result<void> PublishCommand::readPayload()
{
    if (call().arguments.size() < 2) {
        m_payload = QJsonValue::Null;
        return {};
    }
    QByteArray text = call().argument(1).toUtf8();
    if (text == "-") {
        QFile input;
        if (!input.open(stdin, QIODevice::ReadOnly))
            return failure(ErrorKind::Invalid, u"Standard input cannot be read."_s);
        text = input.read(2 * TopicMessage::largestPayload);
    }
    const std::optional<QJsonValue> payload = readJson(text);
    if (!payload)
        return failure(ErrorKind::Invalid, u"The payload is not JSON."_s,
                       u"Text needs quotation marks of its own: '\"text\"'."_s);
    m_payload = *payload;
    return {};
}

void PublishCommand::opened()
{
    if (const Result<void> read = readPayload(); !read)
        return fail(read.error());
    if (const Result<QString> topic = readTopic(call().argument(0)); !topic)
        return fail(topic.error());
    if (const QString name = call().value(u"node"_s); !name.isEmpty()) {
        const Result<NodeView> node = nodeNamed(name);
        if (!node)
            return fail(node.error());
        m_candidates = {node->row};
        return tryNext();
    }
    for (const NodeView& node : view().nodes)
        if (!node.row.stopped)
            m_candidates.push_back(node.row);
    const auto isPrimary = [this](const NodeRow& row) {
        return view().primary && view().primary->node == row.id;
    };
    std::stable_partition(m_candidates.begin(), m_candidates.end(), isPrimary);
    m_lastError = {ErrorKind::Refused, u"No node runs that could take the message."_s, {}, {}};
    tryNext();
}

void PublishCommand::tryNext()
{
    if (m_candidates.empty())
        return fail(m_lastError);
    const NodeRow node = m_candidates.front();
    m_candidates.erase(m_candidates.begin());
    const Result<MessengerAddress> address = addressOf(node, session());
    if (!address) {
        m_lastError = address.error();
        return tryNext();
    }
    if (MessengerClient* last = m_client.release())
        last->deleteLater(); // this may be one of its replies
    m_client = std::make_unique<MessengerClient>(address->endpoint, address->key);
    m_client->open();
    m_client->call(u"publish"_s, {{u"topic"_s, call().argument(0)}, {u"payload"_s, m_payload}}, publishLimit)
        .then(this, [this, name = node.name](const Result<QJsonObject>& result) {
            if (result)
                return show(*result, name);
            m_lastError = result.error();
            // Another node is asked only when this one was not reached: it may have taken the message.
            if (result.error().kind == ErrorKind::Unreachable || result.error().kind == ErrorKind::KeyDiffers)
                tryNext();
            else
                fail(result.error());
        });
}

void PublishCommand::show(const QJsonObject& result, const QString& node)
{
    const bool byMessenger = result.value(u"delivered"_s).toString() == u"messenger";
    const int subscribers = result.value(u"subscribers"_s).toInt();
    if (out().isJson()) {
        QJsonObject object = result;
        object.insert(u"node"_s, node);
        out().json(object);
    } else if (!byMessenger) {
        out().line(
            u"Written to the database: the primary's messenger was not reached from %1. It looks there "
            "twice a second."_s.arg(node));
    } else {
        out().line(subscribers == 0   ? u"Nobody subscribes to this topic."_s
                   : subscribers == 1 ? u"Delivered to 1 subscriber."_s
                                      : u"Delivered to %1 subscribers."_s.arg(subscribers));
    }
    finish(byMessenger && subscribers == 0 ? ExitCode::AnswerIsNo : ExitCode::Done);
}

SubscribeCommand::SubscribeCommand(const Invocation& call, const Output& out)
    : ClusterCommand(call, out)
{
}

SubscribeCommand::~SubscribeCommand() = default;

Result<void> SubscribeCommand::readOptions()
{
    constexpr int most = 1'000'000;
    const Result<int> count = numberOf(call(), u"count"_s, 0, 1, most);
    const Result<int> timeout = numberOf(call(), u"timeout"_s, 0, 1, 7 * 24 * 3600);
    const Result<QString> topic = readTopic(call().argument(0));
    if (!count || !timeout || !topic)
        return Failure(!count ? count.error() : !timeout ? timeout.error() : topic.error());
    m_wanted = *count;
    if (*timeout > 0)
        QTimer::singleShot(std::chrono::seconds(*timeout), this, [this] { giveUp(); });
    return {};
}

void SubscribeCommand::opened()
{
    if (const Result<void> read = readOptions(); !read)
        return fail(read.error());
    connect(&session(), &ClusterSession::viewChanged, this, [this] { follow(); });
    if (!view().primary)
        out().note(u"No node is the primary now: waiting for one."_s);
    follow();
}

void SubscribeCommand::notYet(const Error& error)
{
    out().note(u"rollcallctl: "_s + error.message());
}

/// Goes where the primary is now.
void SubscribeCommand::follow()
{
    if (!view().primary || view().primary->node == m_primary)
        return;
    const auto node = std::find_if(view().nodes.begin(), view().nodes.end(), [this](const NodeView& each) {
        return each.row.id == view().primary->node;
    });
    if (node == view().nodes.end())
        return;
    const Result<MessengerAddress> address = addressOf(node->row, session());
    if (!address)
        return fail(address.error());
    m_primary = node->row.id;
    m_subscription = std::make_unique<MessengerSubscription>(address->endpoint, address->key, u"subscribe"_s,
                                                             QJsonObject{{u"topic"_s, call().argument(0)}});
    connect(m_subscription.get(), &MessengerSubscription::opened, this,
            [this, name = node->row.name] { out().note(u"Subscribed on %1."_s.arg(name)); });
    connect(m_subscription.get(), &MessengerSubscription::delivered, this,
            [this](const QString&, const QJsonObject& params, qint64 missed) {
                if (missed > 0)
                    out().note(u"%1 messages were lost: they came faster than they were read."_s.arg(missed));
                take(params);
            });
    connect(m_subscription.get(), &MessengerSubscription::interrupted, this,
            [this](const Error& error) { notYet(error); });
    connect(m_subscription.get(), &MessengerSubscription::refused, this, [this](const Error& error) {
        // It may be the primary no more, or not yet: the next look at the database tells.
        m_primary = {};
        notYet(error);
    });
    m_subscription->start();
}

void SubscribeCommand::take(const QJsonObject& message)
{
    if (m_wanted > 0 && m_received >= m_wanted)
        return;
    ++m_received;
    if (out().isJson())
        out().json(message, true);
    else
        out().line(QString::fromUtf8(compactJson(message.value(u"payload"_s))));
    if (m_received == m_wanted)
        finish(ExitCode::Done);
}

void SubscribeCommand::giveUp()
{
    const bool enough = m_received > 0 && m_wanted == 0;
    if (!enough)
        out().note(u"rollcallctl: %1 messages came in time."_s.arg(m_received));
    finish(enough ? ExitCode::Done : ExitCode::AnswerIsNo);
}

LogsCommand::LogsCommand(const Invocation& call, const Output& out)
    : ClusterCommand(call, out)
{
}

LogsCommand::~LogsCommand() = default;

void LogsCommand::opened()
{
    const Result<NodeView> node = nodeNamed(call().argument(0));
    if (!node)
        return fail(node.error());
    const Result<int> lines = numberOf(call(), u"lines"_s, linesWhenNotSaid, 0, mostLines);
    if (!lines)
        return fail(lines.error());
    m_feed = session().followLogs(node->row.id, call().argument(1), *lines);
    connect(m_feed.get(), &LogFeed::linesAdded, this, &LogsCommand::print);
    connect(m_feed.get(), &LogFeed::linesMissed, this,
            [this](qint64 count) { out().note(u"rollcallctl: %1 lines are missing here."_s.arg(count)); });
    connect(m_feed.get(), &LogFeed::stateChanged, this, [this] { stateChanged(); });
    connect(m_feed.get(), &LogFeed::caughtUp, this, [this] {
        if (!following())
            finish(ExitCode::Done);
    });
    stateChanged();
}

void LogsCommand::print(const QStringList& lines) const
{
    for (const QString& line : lines) {
        if (out().isJson())
            out().json({{u"line"_s, line}}, true);
        else
            out().line(line);
    }
}

void LogsCommand::stateChanged()
{
    const bool ended = m_feed->state() == LogFeed::State::Ended;
    const bool lost = m_feed->state() == LogFeed::State::Lost;
    if (ended || (lost && !following())) {
        Error error = m_feed->error();
        // Where its messenger listens says nothing about what the node itself refused.
        if (!error.where.isEmpty() && (error.kind == ErrorKind::NotFound || error.kind == ErrorKind::Refused))
            error.where = call().argument(0);
        fail(error);
    } else if (lost) {
        out().note(u"rollcallctl: "_s + m_feed->error().message());
    }
}

} // namespace rollcall::ctl
