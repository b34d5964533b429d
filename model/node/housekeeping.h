#pragma once

#include "model/database/databaseworker.h"
#include "model/election/primaryboard.h"

#include <QObject>
#include <QTimer>

namespace rollcall
{

struct HousekeepingRhythm {
    Millis rounds{3'600'000};
    Millis portions{1000}; ///< while there is more to delete
};

/// Keeps the tables from growing for ever: once an hour the primary deletes events older than 90 days and
/// orders older than 7 days, in portions that hold nobody else up.
class Housekeeping : public QObject
{
    Q_OBJECT

public:
    static constexpr Millis eventsAreKept{90LL * 24 * 3600 * 1000};
    static constexpr Millis ordersAreKept{7LL * 24 * 3600 * 1000};

    Housekeeping(DatabaseWorker& database, const PrimaryBoard& board, HousekeepingRhythm rhythm = {},
                 QObject* parent = nullptr);

private:
    void cleanUp();

    DatabaseWorker& m_database;
    const PrimaryBoard& m_board;
    HousekeepingRhythm m_rhythm;
    QTimer m_timer;
};

} // namespace rollcall
