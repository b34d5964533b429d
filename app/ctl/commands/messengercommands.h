#pragma once

#include "app/ctl/commands/clustercommand.h"
#include "app/ctl/commandspec.h"

#include <QJsonValue>

#include <vector>

namespace rollcall
{
class LogFeed;
class MessengerClient;
class MessengerSubscription;
} // namespace rollcall

namespace rollcall::ctl
{

/// The commands of this file, for the registry.
std::vector<CommandSpec> messengerCommands();

/// Publishes one message on a node, as an application there does.
class PublishCommand : public ClusterCommand
{
    Q_OBJECT
public:
    PublishCommand(const Invocation& call, const Output& out);
    ~PublishCommand() override;

protected:
    void opened() override;

private:
    Result<void> readPayload();
    void tryNext();
    void show(const QJsonObject& result, const QString& node);

    QJsonValue m_payload;
    std::vector<NodeRow> m_candidates; ///< those that were not tried yet
    Error m_lastError;
    std::unique_ptr<MessengerClient> m_client;
};

/// Subscribes to a topic at the primary, whoever that is, and prints what comes.
class SubscribeCommand : public ClusterCommand
{
    Q_OBJECT
public:
    SubscribeCommand(const Invocation& call, const Output& out);
    ~SubscribeCommand() override;

protected:
    void opened() override;
    bool patient() const override { return true; }
    void notYet(const Error& error) override;

private:
    Result<void> readOptions();
    void follow();
    void take(const QJsonObject& message);
    void giveUp();

    int m_wanted = 0; ///< 0: without end
    int m_received = 0;
    NodeId m_primary; ///< at which it subscribes
    std::unique_ptr<MessengerSubscription> m_subscription;
};

/// The last lines that a unit wrote, and with --follow every new one.
class LogsCommand : public ClusterCommand
{
    Q_OBJECT
public:
    LogsCommand(const Invocation& call, const Output& out);
    ~LogsCommand() override;

protected:
    void opened() override;
    bool patient() const override { return isOpen() && following(); }

private:
    bool following() const { return call().has(QStringLiteral("follow")); }
    void print(const QStringList& lines) const;
    void stateChanged();

    std::unique_ptr<LogFeed> m_feed;
};

} // namespace rollcall::ctl
