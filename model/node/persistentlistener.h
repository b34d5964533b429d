#pragma once

#include "model/core/result.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>

namespace rollcall
{

/// Opens a listening socket, and goes on trying while somebody else has the port: a node whose health
/// endpoint cannot listen still serves. Says it once.
class PersistentListener : public QObject
{
    Q_OBJECT

public:
    /// what: for the log, "the messenger".
    PersistentListener(QString what, std::function<Result<void>()> listen, QObject* parent = nullptr);
    void start();

private:
    QString m_what;
    std::function<Result<void>()> m_listen;
    QTimer m_retry;
    QString m_said;
};

} // namespace rollcall
