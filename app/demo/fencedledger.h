#pragma once

#include "app/demo/demoidentity.h"
#include "model/core/clock.h"
#include "model/core/result.h"
#include "model/database/databaseurl.h"

#include <QMap>
#include <QObject>
#include <QSqlDatabase>
#include <QTimer>

namespace rollcall::demo
{

/// The example of a fenced write: what an application does so that a server that is not the primary any more
/// cannot change its data. The statements are the recipes in resources/fencing, which explain why.
///
/// Each write is one transaction: the fence is read and share-locked, compared with ROLLCALL_EPOCH, and only
/// then the row is inserted. Blocking calls, as a plain application makes them: a node service that loses its
/// lease kills this process, whatever it waits for.
class FencedLedger : public QObject
{
    Q_OBJECT

public:
    struct Setup {
        DatabaseUrl url;
        Millis every{1000};
        QString stopFile; ///< while it exists: removed, and this process stops itself before its next write
    };
    /// How a write ended. Unknown: COMMIT was sent and its answer did not come; it may have been made.
    enum class Outcome { Acknowledged, Fenced, Failed, Unknown };

    FencedLedger(Setup setup, const Identity& identity);
    ~FencedLedger() override;

    /// Makes the application's table when it is missing. Errors: the database's words.
    Result<void> start();

Q_SIGNALS:
    /// serial counts from 1 in this process. From and to: CLOCK_BOOTTIME just before and just after.
    void wrote(rollcall::demo::FencedLedger::Outcome outcome, qint64 serial, rollcall::Instant from,
               rollcall::Instant to);
    /// A newer epoch exists: this process must not go on.
    void fenced(qint64 newer);

private:
    void write();
    Outcome writeOnce();
    bool run(const QString& step, QString* error = nullptr);
    Result<void> open();

    Setup m_setup;
    const Identity& m_identity;
    QMap<QString, QString> m_recipe; ///< step → statement
    QSqlDatabase m_database;
    QTimer m_timer;
    qint64 m_serial = 0;
    qint64 m_newer = 0;
};

} // namespace rollcall::demo
