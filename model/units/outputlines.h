#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace rollcall
{

/// Splits what a process writes into lines, within bounds whatever it writes: a line is cut at 2,000 bytes,
/// 200 lines are kept, and at most 100 a second are taken; the others are counted.
class OutputLines
{
public:
    static constexpr qsizetype longestLine = 2000; ///< bytes
    static constexpr qsizetype kept = 200;         ///< lines
    static constexpr int perSecond = 100;          ///< lines

    /// The lines that are complete now. nowMs: any clock that only goes forward.
    QStringList take(const QByteArray& bytes, qint64 nowMs);
    /// What is left without a line end, when the process has ended; or empty.
    QStringList finish(qint64 nowMs);
    const QStringList& lines() const { return m_lines; }

private:
    void addLine(QStringList& fresh, qint64 nowMs);

    QStringList m_lines;
    QByteArray m_partial;
    bool m_cut = false; ///< the rest of the current line is dropped
    qint64 m_second = -1;
    int m_inSecond = 0;
    qint64 m_dropped = 0;
};

} // namespace rollcall
