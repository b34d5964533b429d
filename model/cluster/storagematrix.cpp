#include "model/cluster/storagematrix.h"

#include "model/cluster/phrases.h"
#include "model/core/durationtext.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace rollcall
{

namespace
{

/// So many rounds behind, and unchanged for two of them: a reader's report is always a little older.
constexpr qint64 roundsBehind = 3;
constexpr Millis unchangedFor = 2 * storageRhythm;
constexpr std::chrono::microseconds slowFrom{1'000'000};

using Rows = std::vector<const NodeRow*>;

const StorageReport& sharedOf(const NodeRow& row)
{
    return row.report.shared;
}

StorageCell cellOf(const NodeRow& reader, const NodeRow& writer, const StorageSighting& sight)
{
    StorageCell cell{reader.id, reader.name, writer.id, writer.name, SightState::Pending, 0, sight.latency};
    const StorageReport& theirs = sharedOf(writer);
    // What is not written cannot be seen: then the writer's own fault says it all.
    if (theirs.fault != StorageFault::None || sharedOf(reader).fault == StorageFault::Hanging ||
        theirs.written == 0)
        return cell;
    const bool settled = sight.unchanged >= unchangedFor && theirs.written >= roundsBehind;
    if (sight.fault == StorageFault::Missing) {
        cell.state = settled ? SightState::Absent : SightState::Pending;
    } else if (sight.fault != StorageFault::None) {
        cell.state = settled ? SightState::Unreadable : SightState::Pending;
    } else if (sight.nonce != theirs.nonce) {
        cell.behind = theirs.written;
        cell.state = settled ? SightState::Stale : SightState::Pending;
    } else {
        cell.behind = std::max<qint64>(0, theirs.written - sight.sequence);
        cell.state = settled && cell.behind >= roundsBehind ? SightState::Stale : SightState::Fresh;
    }
    return cell;
}

StorageCause causeOf(StorageFault fault)
{
    switch (fault) {
    case StorageFault::None:
        return StorageCause::None;
    case StorageFault::Missing:
        return StorageCause::Missing;
    case StorageFault::Denied:
        return StorageCause::Denied;
    case StorageFault::ReadOnly:
        return StorageCause::ReadOnly;
    case StorageFault::Full:
        return StorageCause::Full;
    case StorageFault::Hanging:
        return StorageCause::Hanging;
    case StorageFault::Other:
        return StorageCause::Failing;
    }
    Q_UNREACHABLE();
}

StorageVerdict unknownBecause(StorageCause cause, const QString& sentence, const QString& remedy = {})
{
    return {StorageState::Unknown, cause, sentence, remedy};
}

/// Of what the node itself met while it wrote.
StorageVerdict faultVerdict(const NodeRow& row)
{
    const StorageReport& own = sharedOf(row);
    StorageVerdict verdict{StorageState::Failing, causeOf(own.fault), {}, {}};
    const QString where = own.path;
    switch (own.fault) {
    case StorageFault::Missing:
        verdict.sentence =
            QStringLiteral("The folder of the shared storage, %1, does not exist on it.").arg(where);
        verdict.remedy =
            QStringLiteral(
                "Mount the share at %1 on %2, or correct Artifacts.BasePath or its [storage] path.")
                .arg(where, row.name);
        break;
    case StorageFault::Denied:
        verdict.sentence = QStringLiteral("It may not write into the shared storage, %1.").arg(where);
        verdict.remedy =
            QStringLiteral("Allow the user that runs rollcall-node on %1 to write there, on the share too.")
                .arg(row.name);
        break;
    case StorageFault::ReadOnly:
        verdict.sentence = QStringLiteral("The shared storage, %1, is mounted read-only on it.").arg(where);
        verdict.remedy = QStringLiteral("Mount it writable on %1.").arg(row.name);
        break;
    case StorageFault::Full:
        verdict.sentence = QStringLiteral("The shared storage, %1, is full, as it sees it.").arg(where);
        verdict.remedy = QStringLiteral("Free some space there, or raise the quota of %1.").arg(row.name);
        break;
    case StorageFault::Hanging:
        verdict.sentence = QStringLiteral("The shared storage, %1, has not answered it for %2.")
                               .arg(where, durationText(own.hanging));
        verdict.remedy = QStringLiteral("Look at the file server and at the network of %1.").arg(row.name);
        break;
    case StorageFault::Other:
    case StorageFault::None:
        verdict.sentence =
            QStringLiteral("It cannot write into the shared storage, %1: %2.").arg(where, own.detail);
        verdict.remedy = QStringLiteral("Look at the mount and the log of the kernel on %1.").arg(row.name);
        break;
    }
    return verdict;
}

/// Of a node that reports for another folder than the one that is meant since a moment ago.
StorageVerdict notTakenUp(const QString& basePath)
{
    return unknownBecause(
        StorageCause::Pending,
        basePath.isEmpty()
            ? QStringLiteral("It has not taken up yet that no shared storage is set.")
            : QStringLiteral("It has not taken up yet that the shared storage is %1.").arg(basePath));
}

QStringList writersIn(const std::vector<const StorageCell*>& cells, SightState state)
{
    QStringList names;
    for (const StorageCell* cell : cells)
        if (cell->state == state)
            names << cell->writerName;
    return names;
}

/// Which of the nodes see each other, directly or through others; every node stands in one group.
class SightGroups
{
public:
    SightGroups(const StorageMatrix& matrix, const Rows& nodes)
        : m_group(nodes.size())
    {
        std::iota(m_group.begin(), m_group.end(), std::size_t(0));
        for (std::size_t a = 0; a < nodes.size(); ++a)
            for (std::size_t b = a + 1; b < nodes.size(); ++b)
                if (seeEachOther(matrix, nodes[a]->id, nodes[b]->id))
                    join(a, b);
        for (std::size_t index = 0; index < nodes.size(); ++index)
            ++m_sizes[m_group[index]];
        for (const auto& [group, size] : m_sizes) {
            if (size >= m_most) {
                m_tie = size == m_most;
                m_most = size;
                m_largest = group;
            }
        }
    }
    int sizeOf(std::size_t index) const { return m_sizes.at(m_group[index]); }
    bool isRight(std::size_t index) const { return !m_tie && m_most > 1 && m_group[index] == m_largest; }
    bool together(std::size_t a, std::size_t b) const { return m_group[a] == m_group[b]; }

private:
    static bool seeEachOther(const StorageMatrix& matrix, NodeId a, NodeId b)
    {
        const StorageCell* there = matrix.cell(a, b);
        const StorageCell* back = matrix.cell(b, a);
        // In a large cluster a node reads only some of the others.
        return (there || back) && (!there || there->state == SightState::Fresh) &&
               (!back || back->state == SightState::Fresh);
    }
    void join(std::size_t a, std::size_t b)
    {
        const std::size_t from = m_group[b];
        for (std::size_t& group : m_group)
            if (group == from)
                group = m_group[a];
    }

    std::vector<std::size_t> m_group;
    std::map<std::size_t, int> m_sizes;
    std::size_t m_largest = 0;
    int m_most = 0;
    bool m_tie = false;
};

/// What the files of others say of a node that itself can write.
StorageVerdict sightVerdict(const StorageMatrix& matrix, const Rows& nodes, const SightGroups& groups,
                            std::size_t index)
{
    const NodeRow& row = *nodes[index];
    const StorageReport& own = sharedOf(row);
    std::vector<const StorageCell*> mine;
    QStringList blind;
    bool pending = false;
    std::chrono::microseconds slowest = own.latency;
    for (std::size_t other = 0; other < nodes.size(); ++other) {
        // Nobody who is right is blamed for those outside.
        if (other == index || (groups.isRight(index) && !groups.isRight(other)))
            continue;
        if (const StorageCell* cell = matrix.cell(row.id, nodes[other]->id)) {
            mine.push_back(cell);
            slowest = std::max(slowest, cell->latency);
            pending = pending || cell->state == SightState::Pending;
        }
        if (const StorageCell* back = matrix.cell(nodes[other]->id, row.id); back && back->broken())
            blind << nodes[other]->name;
    }
    const StorageVerdict failing{StorageState::Failing, StorageCause::None, {}, {}};
    const QString mount =
        QStringLiteral("Compare the mount of %1 on %2 with that on the other nodes.").arg(own.path, row.name);
    if (const QStringList names = writersIn(mine, SightState::Stale); !names.isEmpty()) {
        StorageVerdict verdict = failing;
        verdict.cause = StorageCause::StaleCache;
        verdict.sentence =
            QStringLiteral(
                "It is shown old content in the shared storage, %1: %2 wrote newer files than it sees.")
                .arg(own.path, joined(names));
        verdict.remedy = QStringLiteral("Mount it on %1 without caching (NFS: actimeo=1 or noac; SMB: "
                                        "cache=none), and check that it is no copy.")
                             .arg(row.name);
        return verdict;
    }
    if (const QStringList names = writersIn(mine, SightState::Unreadable); !names.isEmpty()) {
        StorageVerdict verdict = failing;
        verdict.cause = StorageCause::Denied;
        verdict.sentence = QStringLiteral("It cannot read the file of %1 in the shared storage, %2.")
                               .arg(joined(names), own.path);
        verdict.remedy =
            QStringLiteral(
                "Allow the user that runs rollcall-node on %1 to read what the other nodes write there.")
                .arg(row.name);
        return verdict;
    }
    if (const QStringList names = writersIn(mine, SightState::Absent); !names.isEmpty()) {
        StorageVerdict verdict = failing;
        const bool shared = groups.sizeOf(index) > 1 || own.foreign;
        verdict.cause = shared ? StorageCause::WrongShare : StorageCause::Unshared;
        verdict.sentence =
            own.foreign
                ? QStringLiteral("Its folder %1 belongs to another cluster: the files of %2 are not in it.")
                      .arg(own.path, joined(names))
            : shared
                ? QStringLiteral("Its folder %1 is another shared storage than that of %2.")
                      .arg(own.path, joined(names))
                : QStringLiteral("Its folder %1 is not the shared storage: the files of %2 are not in it.")
                      .arg(own.path, joined(names));
        verdict.remedy = mount;
        return verdict;
    }
    if (groups.isRight(index)) {
        if (slowest > slowFrom)
            return {StorageState::Proven, StorageCause::Slow,
                    QStringLiteral("The shared storage, %1, is slow: a small file takes %2.")
                        .arg(own.path, durationText(std::chrono::duration_cast<Millis>(slowest))),
                    QStringLiteral("Look at the file server and at the network of %1.").arg(row.name)};
        return {StorageState::Proven, StorageCause::None, {}, {}};
    }
    if (!blind.isEmpty() && std::any_of(nodes.begin(), nodes.end(), [&](const NodeRow* other) {
            return groups.isRight(
                static_cast<std::size_t>(std::find(nodes.begin(), nodes.end(), other) - nodes.begin()));
        })) {
        StorageVerdict verdict = failing;
        verdict.cause = StorageCause::NotReadBack;
        verdict.sentence =
            QStringLiteral(
                "It sees the others' files in the shared storage, %1, but what it writes does not reach %2.")
                .arg(own.path, joined(blind));
        verdict.remedy = mount;
        return verdict;
    }
    if (own.written > 0 && (nodes.size() < 2 || (!mine.empty() && !pending && !blind.isEmpty())))
        return unknownBecause(StorageCause::NoPeer,
                              QStringLiteral("No other node reads its file in the shared storage back yet, "
                                             "so nothing proves that it is shared."));
    return unknownBecause(StorageCause::Pending,
                          QStringLiteral("The proof of its shared storage is under way."));
}

} // namespace

QString wordOf(StorageCause cause)
{
    static const char* const words[] = {"none",        "not-configured", "no-report",     "pending",
                                        "no-peer",     "missing",        "denied",        "read-only",
                                        "full",        "hanging",        "failing",       "unshared",
                                        "wrong-share", "stale-cache",    "not-read-back", "slow"};
    return QString::fromLatin1(words[static_cast<int>(cause)]);
}

QString wordOf(SightState state)
{
    static const char* const words[] = {"fresh", "pending", "absent", "stale", "unreadable"};
    return QString::fromLatin1(words[static_cast<int>(state)]);
}

const StorageCell* StorageMatrix::cell(NodeId reader, NodeId writer) const
{
    const auto found = std::find_if(cells.begin(), cells.end(), [&](const StorageCell& each) {
        return each.reader == reader && each.writer == writer;
    });
    return found == cells.end() ? nullptr : &*found;
}

bool StorageMatrix::settled() const
{
    return std::none_of(verdicts.begin(), verdicts.end(),
                        [](const StorageVerdict& verdict) { return verdict.cause == StorageCause::Pending; });
}

StorageMatrix storageMatrix(const std::vector<NodeRow>& rows, const QString& basePath)
{
    StorageMatrix matrix;
    Rows present; // with a fresh report and a path
    Rows writing;
    for (const NodeRow& row : rows) {
        if (row.removedAt || !row.heartbeatFresh()) {
            matrix.verdicts.insert(
                row.id, unknownBecause(StorageCause::NoReport, QStringLiteral("It does not report.")));
        } else if (sharedOf(row).basePath.value_or(basePath) != basePath) {
            matrix.verdicts.insert(row.id, notTakenUp(basePath));
        } else if (sharedOf(row).path.isEmpty()) {
            matrix.verdicts.insert(
                row.id,
                unknownBecause(StorageCause::NotConfigured, QStringLiteral("No shared storage is set up."),
                               QStringLiteral("Set Artifacts.BasePath to the folder that all nodes share.")));
        } else {
            present.push_back(&row);
        }
    }
    std::stable_sort(present.begin(), present.end(),
                     [](const NodeRow* a, const NodeRow* b) { return a->name < b->name; });
    for (const NodeRow* reader : present)
        for (const NodeRow* writer : present)
            for (const StorageSighting& sight : sharedOf(*reader).sees)
                if (sight.node == writer->id && reader != writer)
                    matrix.cells.push_back(cellOf(*reader, *writer, sight));
    for (const NodeRow* row : present) {
        if (sharedOf(*row).fault != StorageFault::None)
            matrix.verdicts.insert(row->id, faultVerdict(*row));
        else
            writing.push_back(row);
    }
    const SightGroups groups(matrix, writing);
    for (std::size_t index = 0; index < writing.size(); ++index)
        matrix.verdicts.insert(writing[index]->id, sightVerdict(matrix, writing, groups, index));
    return matrix;
}

} // namespace rollcall
