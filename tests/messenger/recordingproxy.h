#pragma once

#include <QLocalSocket>
#include <QTcpServer>
#include <QTcpSocket>

namespace rollcall::test
{

/// Stands between a client and a server, on 127.0.0.1 or between a TCP port and a pipe, and keeps every byte
/// that passes: what somebody sees who listens on the network.
class RecordingProxy : public QObject
{
public:
    explicit RecordingProxy(quint16 serverPort)
        : m_serverPort(serverPort)
    {
        listen();
    }
    explicit RecordingProxy(QString pipePath)
        : m_pipePath(std::move(pipePath))
    {
        listen();
    }

    quint16 port() const { return m_listener.serverPort(); }
    const QByteArray& fromClients() const { return m_fromClients; }
    const QByteArray& fromServer() const { return m_fromServer; }
    QByteArray all() const { return m_fromClients + m_fromServer; }

private:
    void listen()
    {
        if (!m_listener.listen(QHostAddress::LocalHost))
            qFatal("the proxy cannot listen");
        connect(&m_listener, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket* client = m_listener.nextPendingConnection()) {
                if (m_pipePath.isEmpty()) {
                    auto* server = new QTcpSocket(client);
                    server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_serverPort);
                    join(client, server, &QTcpSocket::disconnected);
                } else {
                    auto* server = new QLocalSocket(client);
                    server->connectToServer(m_pipePath);
                    join(client, server, &QLocalSocket::disconnected);
                }
            }
        });
    }

    template <class Socket, class Signal>
    void join(QTcpSocket* client, Socket* server, Signal serverGone)
    {
        connect(client, &QTcpSocket::readyRead, server, [this, client, server] {
            const QByteArray bytes = client->readAll();
            m_fromClients += bytes;
            server->write(bytes);
        });
        connect(server, &QIODevice::readyRead, client, [this, client, server] {
            const QByteArray bytes = server->readAll();
            m_fromServer += bytes;
            client->write(bytes);
        });
        connect(server, serverGone, client, &QTcpSocket::disconnectFromHost);
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
    }

    QTcpServer m_listener;
    quint16 m_serverPort = 0;
    QString m_pipePath;
    QByteArray m_fromClients;
    QByteArray m_fromServer;
};

} // namespace rollcall::test
