#include "tests/widgets/gallery.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/keycap.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/loadbar.h"
#include "ui/widgets/navdelegate.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/signalstrip.h"
#include "ui/widgets/statemark.h"
#include "ui/widgets/statepainter.h"
#include "ui/widgets/tabulartext.h"
#include "ui/widgets/timelinewidget.h"

#include <QApplication>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;

namespace
{

constexpr int side = 64; // four pixels a unit of the grid of 16

QImage picture(const std::function<void(StatePainter&)>& paint, const Tokens& tokens)
{
    QImage image(side, side, QImage::Format_ARGB32_Premultiplied);
    image.fill(tokens.surface);
    QPainter painter(&image);
    StatePainter states(painter, tokens);
    paint(states);
    return image;
}

QImage pictureOf(Mark mark, const Tokens& tokens)
{
    return picture([&](StatePainter& states) { states.mark(mark, QRectF(0, 0, side, side)); }, tokens);
}

/// The colour at a point of the grid of 16.
QColor on(const QImage& image, double x, double y)
{
    return image.pixelColor(int(x * side / 16), int(y * side / 16));
}

bool near(const QColor& a, const QColor& b)
{
    return std::abs(a.red() - b.red()) < 12 && std::abs(a.green() - b.green()) < 12 &&
           std::abs(a.blue() - b.blue()) < 12;
}

int count(const QImage& image, const QColor& color)
{
    int found = 0;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            found += near(image.pixelColor(x, y), color);
    return found;
}

void useFont(const char* family, Theme& theme, Theme::Choice choice)
{
    QFont font(QString::fromLatin1(family));
    font.setPixelSize(13);
    QApplication::setFont(font);
    theme.apply(choice);
}

Timeline timelineOf(int nodes, int changed)
{
    constexpr qint64 day = 24LL * 3600 * 1000;
    Timeline timeline{.from = 0, .to = day, .rows = {}};
    for (int i = 0; i < nodes; ++i) {
        NodePast past;
        past.name = QStringLiteral("web-%1").arg(i + 1, 2, 10, QChar(u'0'));
        past.now = Mark::Healthy;
        past.segments.push_back({NodeStretch::Kind::Alive, 0, day, {}, QStringLiteral("alive")});
        if (i < changed)
            past.segments.push_back(
                {NodeStretch::Kind::Down, day / 2, day / 2 + 1000, {}, QStringLiteral("down for a second")});
        timeline.rows.push_back(past);
    }
    return timeline;
}

} // namespace

class WidgetsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void init() { useFont("Inter", *m_theme, Theme::Choice::Light); }

    void galleries_data();
    void galleries();
    void navigation_data() { galleries_data(); }
    void navigation();
    void shapes_data();
    void shapes();
    void shapesDifferWithoutColour();
    void crowns();
    void removeCross();
    void unitChips();
    void sparklineMarksFailures();
    void digitsDoNotJitter();
    void elidedLabelTellsTheRest();
    void labelsFollowTheTheme();
    void chipShowsItsCount();
    void offReason();
    void searchField();
    void staleBar();
    void emptyState();
    void cardHasTitleAndSlot();
    void stateMarkSaysItsWord();
    void loadBar();
    void timelineRowHeights();
    void timelineLeavesOutWhatDidNotChange();
    void timelineKeepsShortSegmentsVisible();
    void timelineKeyboard();
    void signalStripKeyboard();

private:
    std::unique_ptr<Theme> m_theme;
};

void WidgetsTest::galleries_data()
{
    QTest::addColumn<QByteArray>("family");
    QTest::addColumn<Theme::Choice>("choice");
    QTest::addColumn<int>("scale");
    for (const char* family : {"Inter", "Noto Sans", "DejaVu Sans"})
        for (const auto choice : {Theme::Choice::Light, Theme::Choice::Dark})
            for (const int scale : {1, 2})
                QTest::addRow("%s-%s-%d", family, qPrintable(Theme::wordOf(choice)), scale)
                    << QByteArray(family) << choice << scale;
}

void WidgetsTest::galleries()
{
    QFETCH(QByteArray, family);
    QFETCH(Theme::Choice, choice);
    QFETCH(int, scale);
    useFont(family.constData(), *m_theme, choice);
    const QString name = QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-');
    Gallery gallery;
    WidgetSheet sheet;
    const Tokens& tokens = m_theme->tokens();
    for (QWidget* page : {static_cast<QWidget*>(&gallery), static_cast<QWidget*>(&sheet)}) {
        const QImage image = grabAt(*page, scale);
        keepPicture(image, (page == &gallery ? QStringLiteral("gallery-") : QStringLiteral("sheet-")) + name);
        QCOMPARE(image.size(), page->size() * scale);
        QCOMPARE(image.pixelColor(2, 2), tokens.canvas);
        // Nothing is cut: every label and button is at least as large as its text.
        for (const QLabel* label : page->findChildren<QLabel*>())
            if (!label->isHidden() && !label->wordWrap())
                QVERIFY2(label->width() >= label->fontMetrics().horizontalAdvance(label->text()),
                         qPrintable(label->text()));
        for (const QPushButton* button : page->findChildren<QPushButton*>())
            if (!button->isHidden())
                QVERIFY2(button->width() >= button->fontMetrics().horizontalAdvance(button->text()),
                         qPrintable(button->text()));
    }
    // Every shape of the first column is there, in its colour.
    for (const StateMark* mark : gallery.findChildren<StateMark*>()) {
        const QImage image = const_cast<StateMark*>(mark)->grab().toImage();
        QVERIFY2(count(image, tokens.state(mark->mark()).ink) >= 10, qPrintable(mark->accessibleName()));
    }
}

void WidgetsTest::navigation()
{
    QFETCH(QByteArray, family);
    QFETCH(Theme::Choice, choice);
    QFETCH(int, scale);
    useFont(family.constData(), *m_theme, choice);
    QStandardItemModel model;
    const auto add = [&](const QString& text, NavKind kind, const QVariant& icon, const QVariant& mark = {}) {
        auto* item = new QStandardItem(text);
        item->setData(QVariant::fromValue(kind), NavKindRole);
        item->setData(icon, NavIconRole);
        if (mark.isValid())
            item->setData(mark, StateRole);
        model.appendRow(item);
        return item;
    };
    add(QStringLiteral("Clusters"), NavKind::Heading, {});
    add(QStringLiteral("All Clusters"), NavKind::Item, int(Icon::AllClusters));
    add(QStringLiteral("Production"), NavKind::Item, {}, QVariant::fromValue(Mark::Degraded))
        ->setData(true, NavCurrentRole);
    add(QStringLiteral("Staging"), NavKind::Item, {}, QVariant::fromValue(Mark::Healthy));
    add({}, NavKind::Line, {});
    add(QStringLiteral("Production"), NavKind::Heading, {});
    add(QStringLiteral("Overview"), NavKind::Item, int(Icon::Overview));
    add(QStringLiteral("Nodes"), NavKind::Item, int(Icon::Nodes))->setData(2, NavCountRole);
    add(QStringLiteral("Load Balancing"), NavKind::Item, int(Icon::LoadBalancing));
    add(QStringLiteral("High Availability"), NavKind::Item, int(Icon::HighAvailability));
    add({}, NavKind::Gap, {});
    add(QStringLiteral("Service Messenger"), NavKind::Item, int(Icon::Messenger));
    add(QStringLiteral("Shared Storage"), NavKind::Item, int(Icon::Storage));
    add(QStringLiteral("Database"), NavKind::Item, int(Icon::Database));
    add({}, NavKind::Gap, {});
    add(QStringLiteral("Events"), NavKind::Item, int(Icon::Events));
    add(QStringLiteral("Settings"), NavKind::Item, int(Icon::Settings));
    QListView list;
    list.setFrameShape(QFrame::NoFrame);
    QPalette palette = list.palette();
    palette.setColor(QPalette::Base, m_theme->tokens().nav);
    list.setPalette(palette);
    list.setItemDelegate(new NavDelegate(&list));
    list.setModel(&model);
    list.setFixedSize(199, 540);
    list.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list.setCurrentIndex(model.index(7, 0));
    const QImage image = grabAt(list, scale);
    keepPicture(image,
                QStringLiteral("nav-") + QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-'));

    const QRect nodes = list.visualRect(model.index(7, 0));
    QCOMPARE(nodes.height(), roomFor(32));
    const Tokens& tokens = m_theme->tokens();
    const auto at = [&](int x, int y) { return image.pixelColor(x * scale, y * scale); };
    QCOMPARE(at(4, nodes.center().y()), tokens.nav);
    QCOMPARE(at(12, nodes.center().y()), tokens.selBg);
    const auto glyph = [&](int row) {
        const QRect item = list.visualRect(model.index(row, 0));
        return image.copy(QRect(16 * scale, item.y() * scale, 16 * scale, item.height() * scale));
    };
    QVERIFY(count(glyph(7), tokens.accent) > 0);
    QVERIFY(count(glyph(2), tokens.degraded.ink) > 30);
    QVERIFY(count(glyph(3), tokens.healthy.ink) > 30);
    // No word of the navigation is cut at its width.
    for (int row = 0; row < model.rowCount(); ++row)
        QVERIFY(list.sizeHintForIndex(model.index(row, 0)).width() <= 220);
}

void WidgetsTest::shapes_data()
{
    QTest::addColumn<Mark>("mark");
    QTest::addColumn<QList<QPointF>>("ink");
    QTest::addColumn<QList<QPointF>>("sign");
    QTest::addColumn<QList<QPointF>>("empty");
    using Points = QList<QPointF>;
    const Points corners{{0.3, 0.3}, {15.7, 0.3}, {0.3, 15.7}, {15.7, 15.7}};
    QTest::newRow("disc, tick") << Mark::Healthy << Points{{8, 1.5}, {1.5, 8}, {14.5, 8}, {8, 14.5}}
                                << Points{{7, 10.4}, {9, 8.2}} << corners;
    QTest::newRow("triangle, bar and dot")
        << Mark::Degraded << Points{{8, 2}, {2, 13.6}, {14, 13.6}, {5.5, 11}} << Points{{8, 7.5}, {8, 12.1}}
        << Points{{2, 4}, {14, 4}};
    QTest::newRow("octagon, cross") << Mark::Down << Points{{8, 1.5}, {1.5, 8}, {14.5, 8}, {8, 14.5}, {8, 4}}
                                    << Points{{8, 8}, {6, 6}, {10, 6}} << Points{{1.5, 1.5}, {14.5, 1.5}};
    QTest::newRow("ring, lower half filled") << Mark::Draining << Points{{8, 1.8}, {8, 10}, {4, 10}, {12, 10}}
                                             << Points{} << Points{{8, 5}, {5, 6}, {11, 6}, {0.3, 0.3}};
    QTest::newRow("square, two bars") << Mark::Maintenance << Points{{3, 1.5}, {8, 8}, {1.5, 13}, {14.4, 8}}
                                      << Points{{6, 8}, {10, 8}} << corners;
    QTest::newRow("plain ring") << Mark::Idle << Points{{8, 1.8}, {1.8, 8}, {14.2, 8}, {8, 14.2}} << Points{}
                                << Points{{8, 8}, {5, 5}, {8, 5}};
    QTest::newRow("dashed ring, question mark")
        << Mark::Unknown << Points{{8, 4.7}, {8, 11.3}} << Points{} << Points{{4.2, 8}, {0.3, 0.3}};
    QTest::newRow("tick") << Mark::Tick << Points{{6.2, 12}} << Points{} << Points{{4, 4}, {12, 12}};
    QTest::newRow("dash") << Mark::Dash << Points{{8, 8}, {5, 8}} << Points{}
                          << Points{{8, 5}, {8, 11}, {1, 8}};
}

void WidgetsTest::shapes()
{
    QFETCH(Mark, mark);
    QFETCH(QList<QPointF>, ink);
    QFETCH(QList<QPointF>, sign);
    QFETCH(QList<QPointF>, empty);
    for (const Tokens* tokens : {&Tokens::light(), &Tokens::dark()}) {
        const QImage image = pictureOf(mark, *tokens);
        const auto probe = [&](const QList<QPointF>& points, const QColor& expected) {
            for (const QPointF& point : points) {
                const QColor found = on(image, point.x(), point.y());
                QVERIFY2(near(found, expected),
                         qPrintable(
                             QStringLiteral("%1,%2 is %3").arg(point.x()).arg(point.y()).arg(found.name())));
            }
        };
        probe(ink, tokens->state(mark).ink);
        probe(sign, tokens->mark);
        probe(empty, tokens->surface);
    }
}

void WidgetsTest::shapesDifferWithoutColour()
{
    // Seen in one colour, no two states look alike: colour is never the only sign.
    const QList<Mark> marks{Mark::Healthy,     Mark::Degraded, Mark::Down,   Mark::Draining,
                            Mark::Maintenance, Mark::Idle,     Mark::Unknown};
    QList<QImage> images;
    for (const Mark mark : marks)
        images.append(
            picture([&](StatePainter& states) { states.mark(mark, QRectF(0, 0, side, side), Qt::black); },
                    Tokens::light()));
    for (int a = 0; a < images.size(); ++a)
        for (int b = a + 1; b < images.size(); ++b) {
            int different = 0;
            for (int y = 0; y < side; ++y)
                for (int x = 0; x < side; ++x)
                    different += !near(images[a].pixelColor(x, y), images[b].pixelColor(x, y));
            QVERIFY2(different > side * side / 25, qPrintable(QStringLiteral("%1 and %2").arg(a).arg(b)));
        }
}

void WidgetsTest::crowns()
{
    const Tokens& tokens = Tokens::light();
    const auto draw = [&](Crown crown) {
        return picture(
            [&](StatePainter& states) { states.crown(crown, QRectF(0, 0, side, side), tokens.text); },
            tokens);
    };
    QVERIFY(near(on(draw(Crown::Primary), 8, 10), tokens.text));
    QVERIFY(near(on(draw(Crown::Successor), 8, 10), tokens.surface));
    QVERIFY(near(on(draw(Crown::Successor), 8, 12.7), tokens.text));
    QCOMPARE(count(draw(Crown::None), tokens.surface), side * side);
}

void WidgetsTest::removeCross()
{
    const Tokens& tokens = Tokens::light();
    const auto draw = [&](bool allowed) {
        return picture([&](StatePainter& states) { states.remove(QRectF(8, 8, 24, 24), allowed); }, tokens);
    };
    QVERIFY(near(draw(true).pixelColor(20, 8), tokens.down.ink));
    QVERIFY(near(draw(true).pixelColor(20, 20), tokens.down.ink));
    QVERIFY(near(draw(false).pixelColor(20, 8), tokens.surface));
    QVERIFY(near(draw(false).pixelColor(20, 20), tokens.ctl));
}

void WidgetsTest::unitChips()
{
    const Tokens& tokens = Tokens::light();
    const auto draw = [&](UnitChip::Kind kind, bool fresh = true) {
        return picture(
            [&](StatePainter& states) {
                states.chip({QStringLiteral("web"), kind}, QRectF(0, 0, 50, 20), fresh);
            },
            tokens);
    };
    const QPoint dot(10, 10);
    QVERIFY(near(draw(UnitChip::Kind::Running).pixelColor(dot), tokens.healthy.ink));
    QVERIFY(near(draw(UnitChip::Kind::Running).pixelColor(3, 3), tokens.sunken));
    QVERIFY(near(draw(UnitChip::Kind::Running, false).pixelColor(dot), tokens.text3));
    QVERIFY(near(draw(UnitChip::Kind::Standby).pixelColor(dot), tokens.surface));
    QVERIFY(near(draw(UnitChip::Kind::Stopped).pixelColor(dot), tokens.surface));
    QVERIFY(count(draw(UnitChip::Kind::Failed), tokens.down.ink) > 20);
    // The dashed outline has gaps, the others have none.
    const auto gaps = [&](UnitChip::Kind kind) {
        const QImage image = draw(kind);
        int found = 0;
        for (int x = 6; x < 44; ++x)
            found += near(image.pixelColor(x, 0), tokens.surface);
        return found;
    };
    QVERIFY(gaps(UnitChip::Kind::Unknown) > 8);
    QCOMPARE(gaps(UnitChip::Kind::Stopped), 0);
}

void WidgetsTest::sparklineMarksFailures()
{
    const Tokens& tokens = Tokens::light();
    const auto draw = [&](const QList<float>& history) {
        return picture([&](StatePainter& states) { states.sparkline(history, QRectF(4, 4, 56, 24)); },
                       tokens);
    };
    // The crosses are thinner than a pixel, so their colour is mixed with the background.
    const auto reddish = [](const QImage& image) {
        int found = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                found += image.pixelColor(x, y).red() > image.pixelColor(x, y).green() + 40;
        return found;
    };
    QCOMPARE(reddish(draw({1, 2, 1, 3, 2})), 0);
    QVERIFY(reddish(draw({1, 2, -1, -1, 2})) > 4);
    QCOMPARE(count(draw({}), tokens.surface), side * side);
    QVERIFY(count(draw({1}), tokens.text3) > 0);
}

void WidgetsTest::digitsDoNotJitter()
{
    for (const char* family : {"Inter", "Noto Sans", "DejaVu Sans"}) {
        useFont(family, *m_theme, Theme::Choice::Light);
        const QFontMetricsF metrics(textFont(TextStyle::Base));
        const qreal width = TabularText::width(metrics, u"0.4\u202Fs");
        for (char16_t digit = u'0'; digit <= u'9'; ++digit)
            QCOMPARE(TabularText::width(metrics, QStringLiteral(u"0.%1\u202Fs").arg(QChar(digit))), width);
        QVERIFY(TabularText::width(metrics, u"11.4\u202Fs") > width);
        QCOMPARE(TabularText::width(metrics, u""), 0.0);
    }
}

void WidgetsTest::elidedLabelTellsTheRest()
{
    ElidedLabel label(
        QStringLiteral("It stopped writing its heartbeat and its messenger refuses connections."));
    label.resize(label.sizeHint());
    QVERIFY(!label.isElided());
    QVERIFY(label.toolTip().isEmpty());
    label.resize(100, label.height());
    label.grab(); // a hidden widget is resized when it is shown
    QVERIFY(label.isElided());
    QCOMPARE(label.toolTip(), label.text());
    QCOMPARE(label.accessibleName(), label.text());
}

void WidgetsTest::labelsFollowTheTheme()
{
    // The page is not shown, as most pages are when the theme changes.
    QWidget page;
    TextLabel label(QStringLiteral("Degraded"), TextStyle::Verdict, Ink::Degraded, &page);
    QCOMPARE(label.palette().color(QPalette::WindowText), Tokens::light().degraded.ink);
    m_theme->apply(Theme::Choice::Dark);
    QTRY_COMPARE(label.palette().color(QPalette::WindowText), Tokens::dark().degraded.ink);
    label.setInk(Ink::Text3);
    QCOMPARE(label.palette().color(QPalette::WindowText), Tokens::dark().text3);
    label.setEnabled(false);
    QCOMPARE(label.palette().color(QPalette::WindowText), Tokens::dark().disabled);
}

void WidgetsTest::chipShowsItsCount()
{
    FilterChip chip(Mark::Down, QStringLiteral("Down"));
    chip.setCount(3);
    QCOMPARE(chip.sizeHint().height(), roomFor(28));
    const int width = chip.sizeHint().width();
    chip.setCount(1);
    QCOMPARE(chip.sizeHint().width(), width);
    chip.setCount(12);
    QVERIFY(chip.sizeHint().width() > width);
    QVERIFY(chip.accessibleName().contains(QStringLiteral("Down, 12")));
    chip.resize(chip.sizeHint());
    chip.setChecked(true);
    const QImage image = chip.grab().toImage();
    QCOMPARE(image.pixelColor(5, 5), Tokens::light().selBg);
    QCOMPARE(image.pixelColor(chip.width() / 2, 0), Tokens::light().accent);
}

void WidgetsTest::offReason()
{
    auto button = std::unique_ptr<QPushButton>(plainButton(QStringLiteral("Drain…")));
    button->setToolTip(QStringLiteral("Take it out of rotation"));
    setOffReason(button.get(), QStringLiteral("Off because the values are 34 s old."));
    QVERIFY(!button->isEnabled());
    QCOMPARE(button->toolTip(), QStringLiteral("Off because the values are 34 s old."));
    setOffReason(button.get(), QStringLiteral("Your database user may only read."));
    QCOMPARE(button->toolTip(), QStringLiteral("Your database user may only read."));
    setOffReason(button.get(), {});
    QVERIFY(button->isEnabled());
    QCOMPARE(button->toolTip(), QStringLiteral("Take it out of rotation"));
}

void WidgetsTest::searchField()
{
    SearchField field(QStringLiteral("Filter nodes"));
    QSignalSpy left(&field, &SearchField::left);
    QTest::keyClicks(&field, QStringLiteral("web-9"));
    QTest::keyClick(&field, Qt::Key_Escape);
    QVERIFY(field.text().isEmpty());
    QCOMPARE(left.size(), 0);
    QTest::keyClick(&field, Qt::Key_Escape);
    QCOMPARE(left.size(), 1);

    SearchField opener(QStringLiteral("Search or run a command"), QStringLiteral("Ctrl+K"));
    opener.setOpensOnly(true);
    QSignalSpy activated(&opener, &SearchField::activated);
    QTest::keyClick(&opener, Qt::Key_Return);
    QTest::mouseClick(&opener, Qt::LeftButton);
    QTest::keyClicks(&opener, QStringLiteral("x"));
    QCOMPARE(activated.size(), 2);
    QVERIFY(opener.text().isEmpty());
}

void WidgetsTest::staleBar()
{
    StaleBar bar;
    bar.setSentence(QStringLiteral("The database stopped answering."));
    bar.setLink(QStringLiteral("Retry now"));
    QCOMPARE(bar.sizeHint().height(), roomFor(36));
    bar.resize(600, bar.sizeHint().height());
    QCOMPARE(bar.grab().toImage().pixelColor(4, 4), Tokens::light().degraded.tint);
    QSignalSpy clicked(&bar, &StaleBar::linkClicked);
    bar.findChild<LinkButton*>()->click();
    QCOMPARE(clicked.size(), 1);
}

void WidgetsTest::emptyState()
{
    EmptyState empty;
    empty.setText(QStringLiteral("No node matches “web-9”."), QStringLiteral("Clear Filter"));
    QSignalSpy clicked(&empty, &EmptyState::buttonClicked);
    auto* button = empty.findChild<QPushButton*>();
    QVERIFY(!button->isHidden());
    button->click();
    QCOMPARE(clicked.size(), 1);
    empty.setText(QStringLiteral("No events yet."));
    QVERIFY(button->isHidden());
}

void WidgetsTest::cardHasTitleAndSlot()
{
    Card card(QStringLiteral("Open Problems"));
    card.setTitleNote(QStringLiteral("3"));
    auto* link = new LinkButton(QStringLiteral("All events"));
    card.setTrailing(link);
    card.resize(360, 120);
    const QImage image = card.grab().toImage();
    QCOMPARE(image.pixelColor(180, 0), Tokens::light().border);
    QCOMPARE(image.pixelColor(180, 100), Tokens::light().surface);
    QCOMPARE(link->mapTo(&card, QPoint(link->width(), 0)).x(), 360 - 16);
    QCOMPARE(card.accessibleName(), QStringLiteral("Open Problems"));
    card.setDashed(true);
    QCOMPARE(card.grab().toImage().pixelColor(180, 100), Tokens::light().sunken);
}

void WidgetsTest::stateMarkSaysItsWord()
{
    StateMark mark(24);
    mark.setMark(Mark::Down, QStringLiteral("Down"));
    QCOMPARE(mark.sizeHint(), QSize(24, 24));
    QCOMPARE(mark.accessibleName(), QStringLiteral("Down"));
    mark.resize(24, 24);
    QVERIFY(count(mark.grab().toImage(), Tokens::light().down.ink) > 100);
    mark.setFresh(false);
    QCOMPARE(count(mark.grab().toImage(), Tokens::light().down.ink), 0);
}

void WidgetsTest::loadBar()
{
    LoadBar bar;
    bar.setLoad(0.38, 0.57);
    QCOMPARE(LoadBar::textOf(0.38, 0.57), QStringLiteral("38 → 57\u202F%"));
    bar.resize(bar.sizeHint());
    const QImage image = bar.grab().toImage();
    const int y = bar.height() / 2;
    QCOMPARE(image.pixelColor(20, y), Tokens::light().term);
    QCOMPARE(image.pixelColor(58, y), Tokens::light().alive);
    QCOMPARE(image.pixelColor(100, y), Tokens::light().divider);
    bar.setLoad(0.8, 1.6);
    QCOMPARE(bar.grab().toImage().pixelColor(110, y), Tokens::light().degraded.ink);
}

void WidgetsTest::timelineRowHeights()
{
    TimelineWidget timeline;
    const auto rowsHeight = [&](int nodes) {
        timeline.setTimeline(timelineOf(nodes, nodes));
        const int whole = timeline.sizeHint().height();
        timeline.setTimeline(timelineOf(nodes - 1, nodes - 1));
        return whole - timeline.sizeHint().height();
    };
    QCOMPARE(rowsHeight(5), roomFor(24));
    QCOMPARE(rowsHeight(8), roomFor(16));
}

void WidgetsTest::timelineLeavesOutWhatDidNotChange()
{
    TimelineWidget timeline;
    timeline.setTimeline(timelineOf(8, 1));
    QCOMPARE(timeline.shownNames().size(), 8);
    QVERIFY(timeline.moreText().isEmpty());
    timeline.setTimeline(timelineOf(11, 3));
    QCOMPARE(timeline.shownNames(),
             QStringList({QStringLiteral("web-01"), QStringLiteral("web-02"), QStringLiteral("web-03")}));
    QCOMPARE(timeline.moreText(), QStringLiteral("8 more nodes without change"));
    timeline.setTimeline(timelineOf(9, 8));
    QCOMPARE(timeline.moreText(), QStringLiteral("1 more node without change"));
}

void WidgetsTest::timelineKeepsShortSegmentsVisible()
{
    TimelineWidget timeline;
    timeline.resize(900, 200);
    const Timeline data = timelineOf(3, 3);
    timeline.setTimeline(data);
    QCOMPARE(timeline.segmentRect(0, data.rows[0].segments[1]).width(), 6.0);
    // Also at the very end, where there is no room to the right.
    NodeStretch last{NodeStretch::Kind::Down, data.to - 1000, data.to, {}, {}};
    const QRectF whole = timeline.segmentRect(0, data.rows[0].segments[0]);
    const QRectF short_ = timeline.segmentRect(0, last);
    QCOMPARE(short_.width(), 6.0);
    QVERIFY(short_.right() <= whole.right() + 0.01);
}

void WidgetsTest::timelineKeyboard()
{
    TimelineWidget timeline;
    timeline.resize(900, 200);
    timeline.setTimeline(timelineOf(3, 3));
    QSignalSpy activated(&timeline, &TimelineWidget::nodeActivated);
    QTest::keyClick(&timeline, Qt::Key_Right);
    QCOMPARE(timeline.accessibleDescription(), QStringLiteral("alive"));
    QTest::keyClick(&timeline, Qt::Key_Right);
    QCOMPARE(timeline.accessibleDescription(), QStringLiteral("down for a second"));
    QTest::keyClick(&timeline, Qt::Key_Down);
    QTest::keyClick(&timeline, Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0][0].toString(), QStringLiteral("web-02"));
    // A new reading with fewer rows leaves no cursor behind.
    timeline.setTimeline(timelineOf(1, 0));
    QTest::keyClick(&timeline, Qt::Key_Return);
    QCOMPARE(activated.size(), 1);
}

void WidgetsTest::signalStripKeyboard()
{
    SignalStrip strip(SignalStrip::Look::Ticks);
    strip.resize(300, strip.sizeHint().height());
    QTest::keyClick(&strip, Qt::Key_Left); // nothing to read yet
    QList<SignalSample> samples(5);
    for (int i = 0; i < samples.size(); ++i)
        samples[i] = {i < 3 ? SignalSample::Result::Good : SignalSample::Result::Bad, 1,
                      QStringLiteral("sample %1").arg(i)};
    strip.setSamples(samples, QStringLiteral("5 s ago"), QStringLiteral("now"), 3,
                     QStringLiteral("14:28:11"));
    QCOMPARE(strip.accessibleDescription(), QStringLiteral("5 samples, 2 failed"));
    QTest::keyClick(&strip, Qt::Key_End);
    QCOMPARE(strip.accessibleDescription(), QStringLiteral("sample 4"));
    QTest::keyClick(&strip, Qt::Key_Left);
    QCOMPARE(strip.accessibleDescription(), QStringLiteral("sample 3"));
    const QImage image = strip.grab().toImage();
    QVERIFY(count(image, Tokens::light().healthy.ink) > 50);
    QVERIFY(count(image, Tokens::light().down.ink) > 10);
}

QTEST_MAIN(WidgetsTest)
#include "tst_widgets.moc"
