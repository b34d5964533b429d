#pragma once

#include "model/units/guardedprocess.h"
#include "model/units/readinessrule.h"
#include "model/units/unitspec.h"

#include <QObject>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

#include <memory>

namespace rollcall
{

/// Asks a UnitCheck's question once, when told to, within its time limit and without ever blocking.
///
/// HTTP is a GET of HTTP/1.1 of which nothing but the status line is read (RFC 9112, section 4): it needs
/// neither a thread nor memory of its own, which QNetworkAccessManager does. A command runs behind a guard,
/// as units do.
class UnitCheckQuestion : public QObject
{
    Q_OBJECT

public:
    UnitCheckQuestion(UnitCheck check, QString workingDirectory, QObject* parent = nullptr);
    ~UnitCheckQuestion() override;

    /// Exactly one answered() follows, never from inside this call. variables: for a command, besides what
    /// units inherit. Only when it is not busy.
    void ask(const QMap<QString, QString>& variables);
    /// No answer is wanted any more: none comes, and a command is killed.
    void cancel();

    /// A question is under way, or the command of an earlier one has not ended yet.
    bool isBusy() const { return m_asking || !m_process.isGone(); }
    /// No process of it exists.
    bool isGone() const { return m_process.isGone(); }
    /// Of the command's guard; 0: none.
    qint64 guardPid() const { return m_process.guardPid(); }

Q_SIGNALS:
    void answered(const rollcall::CheckAnswer& answer);
    void gone(); ///< the last process of a command ended

private:
    void connectTo(const QString& host, quint16 port);
    void onConnected();
    void onSocketFailed();
    void readStatusLine();
    void dropSocket();
    void onCommandEnded(int code, bool bySignal);
    void yes() { finish({true, {}}); }
    void no(const QString& why) { finish({false, why}); }
    void finish(const CheckAnswer& answer);

    UnitCheck m_check;
    QString m_workingDirectory;
    QUrl m_url; ///< of Http
    GuardedProcess m_process;
    QByteArray m_tail; ///< of what the command wrote
    std::unique_ptr<QTcpSocket> m_socket;
    QTimer m_limit;
    bool m_asking = false;
};

} // namespace rollcall
