#include "tests/widgets/gallery.h"
#include "ui/delegates/eventdelegate.h"
#include "ui/delegates/nodedelegates.h"
#include "ui/delegates/tablelook.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"
#include "ui/widgets/statepainter.h"

#include <QApplication>
#include <QHeaderView>
#include <QListView>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTableView>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using Kind = UnitChip::Kind;

namespace
{

enum Column {
    State,
    Node,
    Units,
    Heartbeat,
    Messenger,
    Balancer,
    Storage,
    Key,
    Version,
    Skew,
    Address,
    Remove,
    ColumnCount
};

struct Row {
    Mark mark;
    QString state;
    QString name;
    QString second;
    QList<UnitChip> units;
    QString age;
    QString probe;
    Mark balancerMark;
    QString balancer;
    Mark keyMark;
    QString key;
    QString skew;
    bool removable;
};

QList<float> history(bool failing)
{
    QList<float> values{1.1F, 1.6F, 1.2F, 1.0F, 1.1F, 1.3F, 1.6F, 1.4F, 0.9F, 0.8F, 1.5F, 1.1F, 1.7F, 0.7F};
    if (failing)
        for (qsizetype i = 8; i < values.size(); ++i)
            values[i] = -1;
    return values;
}

QString narrow(const char16_t* text)
{
    return QString::fromUtf16(text).replace(u'_', QChar(0x202F));
}

QList<Row> rows()
{
    const UnitChip web{QStringLiteral("web"), Kind::Running}, run{QStringLiteral("service"), Kind::Running};
    const UnitChip standby{QStringLiteral("service"), Kind::Standby},
        stopped{QStringLiteral("service"), Kind::Stopped};
    const UnitChip webOff{QStringLiteral("web"), Kind::Stopped},
        webLost{QStringLiteral("web"), Kind::Unknown};
    const UnitChip lost{QStringLiteral("service"), Kind::Unknown};
    const auto s = [](const char16_t* text) { return QString::fromUtf16(text); };
    return {
        {Mark::Healthy,
         s(u"Healthy"),
         s(u"web-01"),
         s(u"Primary, epoch 42"),
         {web, run},
         narrow(u"0.4_s"),
         narrow(u"1.2_ms"),
         Mark::Healthy,
         s(u"In rotation"),
         Mark::Tick,
         s(u"In sync"),
         narrow(u"0_ms"),
         false},
        {Mark::Healthy,
         s(u"Healthy"),
         s(u"web-02"),
         s(u"Takes over next"),
         {web, standby},
         narrow(u"0.6_s"),
         narrow(u"1.4_ms"),
         Mark::Healthy,
         s(u"In rotation"),
         Mark::Tick,
         s(u"In sync"),
         narrow(u"+3_ms"),
         false},
        {Mark::Draining,
         s(u"Draining"),
         s(u"web-04"),
         s(u"12 requests left"),
         {web, standby},
         narrow(u"0.5_s"),
         narrow(u"2.2_ms"),
         Mark::Draining,
         s(u"Draining"),
         Mark::Tick,
         s(u"In sync"),
         narrow(u"\u22122_ms"),
         false},
        {Mark::Maintenance,
         s(u"Maintenance"),
         s(u"web-05"),
         s(u"Kernel update, dana"),
         {webOff, stopped},
         narrow(u"0.7_s"),
         narrow(u"1.6_ms"),
         Mark::Maintenance,
         s(u"Taken out"),
         Mark::Tick,
         s(u"In sync"),
         narrow(u"+5_ms"),
         false},
        {Mark::Down,
         s(u"Down"),
         s(u"web-06"),
         s(u"No heartbeat for 4 min"),
         {webLost, lost},
         narrow(u"4_min 12_s"),
         s(u"Refused"),
         Mark::Down,
         s(u"Down"),
         Mark::None,
         s(u"Unknown"),
         s(u"—"),
         true},
        {Mark::Degraded,
         s(u"Key mismatch"),
         s(u"web-07"),
         s(u"Key 9C41, not 3F7A"),
         {web, stopped},
         narrow(u"0.4_s"),
         narrow(u"1.7_ms"),
         Mark::Degraded,
         s(u"Kept out"),
         Mark::Degraded,
         s(u"Differs"),
         narrow(u"+4_ms"),
         false},
    };
}

class NodeModel final : public QStandardItemModel
{
public:
    explicit NodeModel(bool fresh = true)
        : QStandardItemModel(0, ColumnCount)
    {
        setHorizontalHeaderLabels({QStringLiteral("State"), QStringLiteral("Node"), QStringLiteral("Units"),
                                   QStringLiteral("Heartbeat"), QStringLiteral("Messenger"),
                                   QStringLiteral("Load balancer"), QStringLiteral("Storage"),
                                   QStringLiteral("Key"), QStringLiteral("Version"),
                                   QStringLiteral("Clock skew"), QStringLiteral("Address"), QString()});
        for (const int column : {Heartbeat, Skew})
            setHeaderData(column, Qt::Horizontal,
                          QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter)),
                          Qt::TextAlignmentRole);
        int number = 0;
        for (const Row& row : rows()) {
            const int at = rowCount();
            const bool gone = row.removable;
            const auto put = [&](int column, const QString& text, Mark mark = Mark::None,
                                 Tone tone = Tone::Normal) {
                auto* item = new QStandardItem(text);
                item->setEditable(false);
                item->setData(QVariant::fromValue(mark), StateRole);
                item->setData(QVariant::fromValue(tone), ToneRole);
                item->setData(fresh || column == Messenger || column == Balancer, FreshRole);
                setItem(at, column, item);
                return item;
            };
            const Tone lost = gone ? Tone::Muted : Tone::Normal;
            put(State, row.state, row.mark);
            QStandardItem* node = put(Node, row.name);
            node->setData(row.second, SecondLineRole);
            node->setData(QVariant::fromValue(at == 0 ? Crown::Primary : Crown::None), CrownRole);
            put(Units, {})->setData(QVariant::fromValue(row.units), UnitsRole);
            put(Heartbeat, row.age, Mark::None, gone ? Tone::Critical : Tone::Normal);
            put(Messenger, row.probe, Mark::None, gone ? Tone::Critical : Tone::Normal)
                ->setData(QVariant::fromValue(history(gone)), HistoryRole);
            put(Balancer, row.balancer, row.balancerMark);
            put(Storage, gone ? QStringLiteral("Unknown") : QStringLiteral("OK"),
                gone ? Mark::None : Mark::Tick, lost);
            put(Key, row.key, row.keyMark,
                gone                            ? Tone::Muted
                : row.keyMark == Mark::Degraded ? Tone::Strong
                                                : Tone::Normal);
            put(Version, gone ? QStringLiteral("Unknown") : QStringLiteral("4.8.1"),
                gone ? Mark::None : Mark::Tick, lost);
            put(Skew, row.skew);
            put(Address, QStringLiteral("10.20.0.1%1").arg(++number));
            put(Remove, {})->setData(row.removable, RemovableRole);
        }
    }
};

class NodeTable final : public QTableView
{
public:
    explicit NodeTable(QAbstractItemModel& model)
    {
        dressTable(this, 44);
        setModel(&model);
        const auto give = [this](int column, QAbstractItemDelegate* delegate) {
            delegate->setParent(this);
            setItemDelegateForColumn(column, delegate);
        };
        give(Column::State, new StateDelegate);
        give(Node, new NodeDelegate);
        give(Units, new UnitsDelegate);
        give(Heartbeat, new AgeDelegate);
        give(Messenger, new ProbeDelegate);
        give(Balancer, new BalancerDelegate);
        give(Storage, new SyncDelegate);
        give(Key, new SyncDelegate);
        give(Version, new SyncDelegate);
        give(Skew, new AgeDelegate);
        give(Address, new TextDelegate);
        give(Remove, m_remove = new RemoveDelegate);
        resizeColumnsToContents();
        setColumnWidth(Remove, 32);
        setMinimumSize(horizontalHeader()->length(), roomFor(28) + model.rowCount() * roomFor(44));
    }
    RemoveDelegate* remove() const { return m_remove; }

private:
    RemoveDelegate* m_remove = nullptr;
};

QColor at(const QImage& image, QPoint point)
{
    return image.pixelColor(point * int(image.devicePixelRatio()));
}

} // namespace

class DelegatesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void init()
    {
        QFont font(QStringLiteral("Inter"));
        font.setPixelSize(13);
        QApplication::setFont(font);
        m_theme->apply(Theme::Choice::Light);
    }
    void tables_data();
    void tables();
    void columnsFitTheTargetWidth();
    void nothingIsCut_data() { tables_data(); }
    void nothingIsCut();
    void oldValuesLoseTheirColour();
    void crownDoesNotMoveTheColumn();
    void rowHeights();
    void sentencesAreElided();
    void removeAsksOnlyWhenAllowed();
    void wholeRowIsSelected();
    void eventRows();

private:
    std::unique_ptr<Theme> m_theme;
};

void DelegatesTest::tables_data()
{
    QTest::addColumn<QString>("family");
    QTest::addColumn<Theme::Choice>("choice");
    QTest::addColumn<int>("scale");
    for (const char* family : {"Inter", "Noto Sans", "DejaVu Sans"})
        for (const auto choice : {Theme::Choice::Light, Theme::Choice::Dark})
            for (const int scale : {1, 2})
                QTest::addRow("%s-%s-%d", family, qPrintable(Theme::wordOf(choice)), scale)
                    << QString::fromLatin1(family) << choice << scale;
}

void DelegatesTest::tables()
{
    QFETCH(QString, family);
    QFETCH(Theme::Choice, choice);
    QFETCH(int, scale);
    QFont font(family);
    font.setPixelSize(13);
    QApplication::setFont(font);
    m_theme->apply(choice);
    const QString name = QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-');
    NodeModel model;
    NodeTable table(model);
    table.selectRow(4);
    const QImage image = grabAt(table, scale);
    keepPicture(image, QStringLiteral("nodes-") + name);
    NodeModel old(false);
    NodeTable stale(old);
    keepPicture(grabAt(stale, scale), QStringLiteral("stale-") + name);
    const Tokens& tokens = m_theme->tokens();
    const int header = roomFor(28);
    const auto y = [&](int row) { return header + table.rowViewportPosition(row) + roomFor(44) / 2; };
    QCOMPARE(table.rowHeight(0), roomFor(44));
    QCOMPARE(at(image, {1, y(4)}), tokens.accent);
    QCOMPARE(at(image, {6, y(4)}), tokens.selBg);
    QCOMPARE(at(image, {6, y(0)}), tokens.surface);
    QCOMPARE(at(image, {6, 10}), tokens.sunken);
    QCOMPARE(at(image, {6, header + roomFor(44) - 1}), tokens.divider);
    QCOMPARE(at(image, {6, header - 1}), tokens.border);
    // The shapes stand where the first column's padding ends, each in its state's colour.
    const QList<Row> shown = rows();
    for (int row = 0; row < shown.size(); ++row) {
        const QImage cell = image.copy(QRect(16 * scale, (y(row) - 9) * scale, 16 * scale, 18 * scale));
        int inked = 0;
        for (int i = 0; i < cell.width() * cell.height(); ++i)
            inked += cell.pixelColor(i % cell.width(), i / cell.width()) == tokens.state(shown[row].mark).ink;
        QVERIFY2(inked > 10 * scale, qPrintable(shown[row].state));
    }
}

void DelegatesTest::columnsFitTheTargetWidth()
{
    NodeModel model;
    NodeTable table(model);
    // The table of the look: 1280 less the navigation, with the same words in the cells.
    const QList<int> target{132, 141, 136, 78, 102, 98, 66, 70, 66, 78, 80, 32};
    for (int column = 0; column < ColumnCount; ++column)
        QVERIFY2(std::abs(table.columnWidth(column) - target[column]) <= 6,
                 qPrintable(QStringLiteral("column %1 is %2").arg(column).arg(table.columnWidth(column))));
    QVERIFY2(table.horizontalHeader()->length() <= 1080,
             qPrintable(QString::number(table.horizontalHeader()->length())));
}

void DelegatesTest::nothingIsCut()
{
    QFETCH(QString, family);
    QFETCH(Theme::Choice, choice);
    QFont font(family);
    font.setPixelSize(13);
    QApplication::setFont(font);
    m_theme->apply(choice);
    NodeModel model;
    NodeTable table(model);
    const QFontMetrics words(textFont(TextStyle::Base, QFont::Medium)),
        names(textFont(TextStyle::Base, QFont::DemiBold));
    for (int row = 0; row < model.rowCount(); ++row) {
        const auto text = [&](int column) { return model.index(row, column).data().toString(); };
        QVERIFY(table.columnWidth(Column::State) >=
                16 + 16 + 8 + words.horizontalAdvance(text(Column::State)) + 4);
        QVERIFY(table.columnWidth(Node) >= 8 + names.horizontalAdvance(text(Node)) + 6 + 14);
        QVERIFY(table.columnWidth(Heartbeat) >= 4 + words.horizontalAdvance(text(Heartbeat)));
        int chips = 8;
        for (const UnitChip& chip : model.index(row, Units).data(UnitsRole).value<QList<UnitChip>>())
            chips += StatePainter::chipWidth(chip) + 4;
        QVERIFY(table.columnWidth(Units) >= chips - 4);
    }
}

void DelegatesTest::oldValuesLoseTheirColour()
{
    NodeModel model(false);
    NodeTable table(model);
    const QImage image = grabAt(table, 1);
    const auto has = [&](int column, const QColor& color) {
        const int left = table.columnViewportPosition(column);
        for (int y = roomFor(28); y < roomFor(28) + roomFor(44); ++y)
            for (int x = left; x < left + table.columnWidth(column); ++x)
                if (image.pixelColor(x, y) == color)
                    return true;
        return false;
    };
    const Tokens& tokens = Tokens::light();
    QVERIFY(!has(Units, tokens.healthy.ink));
    QVERIFY(!has(Storage, tokens.healthy.ink));
    QVERIFY(has(Balancer, tokens.healthy.ink)); // another source: still live
}

void DelegatesTest::crownDoesNotMoveTheColumn()
{
    NodeModel model;
    NodeTable table(model);
    table.resizeColumnToContents(Node);
    const int before = table.columnWidth(Node);
    model.setData(model.index(0, Node), QVariant::fromValue(Crown::None), CrownRole);
    model.setData(model.index(2, Node), QVariant::fromValue(Crown::Successor), CrownRole);
    table.resizeColumnToContents(Node);
    QCOMPARE(table.columnWidth(Node), before);
}

void DelegatesTest::rowHeights()
{
    NodeModel model;
    const QStyleOptionViewItem option;
    const NodeDelegate delegate;
    QCOMPARE(delegate.sizeHint(option, model.index(0, Node)).height(), roomFor(44));
    model.setData(model.index(0, Node), QString(), SecondLineRole);
    QCOMPARE(delegate.sizeHint(option, model.index(0, Node)).height(), roomFor(32));
}

void DelegatesTest::sentencesAreElided()
{
    QStandardItemModel model;
    model.appendRow(new QStandardItem(QString(200, u'm')));
    QTableView table;
    dressTable(&table, 32);
    table.setItemDelegate(new TextDelegate(true, &table));
    table.setModel(&model);
    table.horizontalHeader()->hide();
    table.setColumnWidth(0, 120);
    table.setMinimumSize(200, 60);
    const QImage image = grabAt(table, 1);
    // The last pixels before the column's end stay free: it was shortened, not cut.
    for (int x = 117; x < 200; ++x)
        QCOMPARE(image.pixelColor(x, 16), Tokens::light().surface);
}

void DelegatesTest::removeAsksOnlyWhenAllowed()
{
    NodeModel model;
    NodeTable table(model);
    table.resize(table.minimumSize());
    table.show();
    QSignalSpy asked(table.remove(), &RemoveDelegate::removeAsked);
    const auto click = [&](int row) {
        QTest::mouseClick(table.viewport(), Qt::LeftButton, {},
                          table.visualRect(model.index(row, Remove)).center());
    };
    click(0);
    QCOMPARE(asked.size(), 0);
    click(4);
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toModelIndex().row(), 4);
}

void DelegatesTest::wholeRowIsSelected()
{
    NodeModel model;
    NodeTable table(model);
    table.selectRow(1);
    const QImage image = grabAt(table, 1);
    const int y = roomFor(28) + roomFor(44) + 3;
    for (int x = 4; x < table.horizontalHeader()->length(); ++x)
        QCOMPARE(image.pixelColor(x, y), Tokens::light().selBg);
}

void DelegatesTest::eventRows()
{
    QStandardItemModel model;
    const auto add = [&](const QString& time, Mark mark, const QString& sentence, const QString& trail,
                         const QString& day = {}) {
        auto* item = new QStandardItem(sentence);
        item->setData(time, TimeTextRole);
        item->setData(QVariant::fromValue(mark), StateRole);
        item->setData(trail, TrailingRole);
        item->setData(day, DayRole);
        model.appendRow(item);
    };
    add(QStringLiteral("14:30"), Mark::Draining, QStringLiteral("web-04 started draining"),
        QStringLiteral("dana"));
    add(QStringLiteral("08:20"), Mark::Crown, QStringLiteral("web-01 became primary"),
        QStringLiteral("planned, 0.4 s"));
    add(QStringLiteral("22:58"), Mark::Healthy, QStringLiteral("web-02 is healthy again"), QString(),
        QStringLiteral("Yesterday"));
    QListView list;
    dressList(&list);
    list.setSelectionMode(QAbstractItemView::NoSelection);
    list.setItemDelegate(new EventDelegate(&list));
    list.setModel(&model);
    list.setMinimumSize(326, 130);
    const QImage image = grabAt(list, 1);
    keepPicture(image, QStringLiteral("events"));
    QCOMPARE(list.visualRect(model.index(0, 0)).height(), roomFor(28));
    QCOMPARE(list.visualRect(model.index(2, 0)).height(), roomFor(28) + roomFor(24));
    const auto inked = [&](int row, const QColor& color) {
        const QRect rect = list.visualRect(model.index(row, 0));
        int found = 0;
        for (int y = rect.top(); y <= rect.bottom(); ++y)
            for (int x = 30; x < 70; ++x)
                found += image.pixelColor(x, y) == color;
        return found;
    };
    QVERIFY(inked(0, Tokens::light().draining.ink) > 10);
    QVERIFY(inked(1, Tokens::light().text) > 10);
    QVERIFY(inked(2, Tokens::light().healthy.ink) > 30);
}

QTEST_MAIN(DelegatesTest)
#include "tst_delegates.moc"
