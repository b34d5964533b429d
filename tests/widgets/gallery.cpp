#include "tests/widgets/gallery.h"

#include "ui/theme/drawing.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/keycap.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/loadbar.h"
#include "ui/widgets/searchfield.h"
#include "ui/widgets/signalstrip.h"
#include "ui/widgets/statemark.h"
#include "ui/widgets/statepainter.h"
#include "ui/widgets/timelinewidget.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QDir>
#include <QGridLayout>
#include <QPainter>
#include <QProgressBar>
#include <QRadioButton>
#include <QSpinBox>
#include <QTabBar>
#include <QVBoxLayout>

#include <array>
#include <cmath>

namespace rollcall::test
{

namespace
{

constexpr qint64 hour = 3600 * 1000;

struct ShapeRow {
    Mark mark;
    const char16_t* word;
    Ink ink;
    const char16_t* shape;
};

constexpr std::array shapes{
    ShapeRow{Mark::Healthy, u"Healthy", Ink::Healthy, u"disc, tick"},
    ShapeRow{Mark::Degraded, u"Degraded", Ink::Degraded, u"triangle, bar and dot"},
    ShapeRow{Mark::Down, u"Down", Ink::Down, u"octagon, cross"},
    ShapeRow{Mark::Draining, u"Draining", Ink::Draining, u"ring, lower half filled"},
    ShapeRow{Mark::Maintenance, u"Maintenance", Ink::Maintenance, u"square, two bars"},
    ShapeRow{Mark::Idle, u"Idle", Ink::Text2, u"plain ring"},
    ShapeRow{Mark::Unknown, u"Unknown", Ink::Text2, u"dashed ring, question mark"},
};

class Chips final : public QWidget
{
public:
    Chips() { setFixedHeight(StatePainter::chipHeight()); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        using Kind = UnitChip::Kind;
        QPainter painter(this);
        StatePainter states(painter, Tokens::of(this));
        qreal x = 0;
        for (const Kind kind :
             {Kind::Running, Kind::Standby, Kind::Stopped, Kind::Unknown, Kind::Failed, Kind::Busy}) {
            const UnitChip chip{QStringLiteral("service"), kind};
            states.chip(chip, QRectF(x, 0, StatePainter::chipWidth(chip), height()));
            x += StatePainter::chipWidth(chip) + 8;
        }
    }
};

class Markers final : public QWidget
{
public:
    Markers() { setFixedHeight(24); }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const Tokens& tokens = Tokens::of(this);
        StatePainter states(painter, tokens);
        states.remove(QRectF(0, 0, 24, 24), true);
        states.remove(QRectF(183, 0, 24, 24), false);
        states.crown(Crown::Primary, QRectF(383, 4, 16, 16), tokens.text);
        states.crown(Crown::Successor, QRectF(470, 4, 16, 16), tokens.text);
        states.mark(Mark::Tick, QRectF(520, 6, 12, 12));
        states.mark(Mark::Dash, QRectF(545, 6, 12, 12));
    }
};

QHBoxLayout* line(std::initializer_list<QWidget*> widgets)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    for (QWidget* widget : widgets)
        row->addWidget(widget);
    row->addStretch(1);
    return row;
}

TextLabel* heading(const char16_t* text)
{
    return new TextLabel(QString::fromUtf16(text), TextStyle::Small, QFont::DemiBold, Ink::Text3);
}

NodePast past(const char16_t* name, Mark mark, std::vector<NodeStretch> stretches)
{
    return {.node = NodeId::create(),
            .name = QString::fromUtf16(name),
            .now = mark,
            .stateWord = {},
            .segments = std::move(stretches)};
}

Timeline sampleTimeline()
{
    using Kind = NodeStretch::Kind;
    const qint64 now = QDateTime(QDate(2026, 3, 9), QTime(14, 32)).toMSecsSinceEpoch();
    const qint64 from = now - 24 * hour;
    const auto alive = [&] { return NodeStretch{Kind::Alive, from, now, {}, QStringLiteral("alive")}; };
    const auto part = [&](Kind kind, double a, double b, const QString& label = {}) {
        return NodeStretch{kind, now - qint64(a * double(hour)), now - qint64(b * double(hour)), label,
                           timelineWord(kind)};
    };
    Timeline timeline{.from = from, .to = now, .rows = {}};
    timeline.rows = {
        past(u"web-01", Mark::Healthy, {alive(), part(Kind::Primary, 6.2, 0, QStringLiteral("Epoch 42"))}),
        past(u"web-02", Mark::Healthy,
             {alive(), part(Kind::Primary, 24, 15.8, QStringLiteral("Epoch 40")),
              part(Kind::Down, 15.8, 15.35)}),
        past(u"web-03", Mark::Healthy,
             {alive(), part(Kind::Primary, 15.75, 6.25, QStringLiteral("Epoch 41"))}),
        past(u"web-04", Mark::Draining, {alive(), part(Kind::Draining, 0.03, 0)}),
        past(u"web-05", Mark::Maintenance, {alive(), part(Kind::Maintenance, 0.7, 0)}),
        past(u"web-06", Mark::Down, {alive(), part(Kind::Down, 0.07, 0)}),
        past(u"web-07", Mark::Degraded,
             {NodeStretch{Kind::Alive, from, now - 2 * hour, {}, {}}, part(Kind::KeyMismatch, 0.35, 0)}),
    };
    return timeline;
}

SignalStrip* strip(SignalStrip::Look look)
{
    using Result = SignalSample::Result;
    QList<SignalSample> samples;
    const int count = look == SignalStrip::Look::Line ? 48 : 62;
    const int change = count * 5 / 8;
    for (int i = 0; i < count; ++i) {
        const bool gone = i >= change;
        const Result bad = look == SignalStrip::Look::Ticks ? Result::None : Result::Bad;
        const bool spaced = look == SignalStrip::Look::Line && gone && i % 2 == 0;
        samples.append({.result = spaced ? Result::None
                                  : gone ? bad
                                         : Result::Good,
                        .milliseconds = float(1.2 + 0.5 * std::sin(i * 1.3)),
                        .tooltip = QStringLiteral("sample %1").arg(i)});
    }
    auto* widget = new SignalStrip(look);
    widget->setSamples(samples, QStringLiteral("11 min ago"), QStringLiteral("now"), change,
                       QStringLiteral("14:28:11"));
    return widget;
}

} // namespace

Gallery::Gallery(QWidget* parent)
    : QWidget(parent)
{
    setFixedWidth(640);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 24, 24, 24);
    column->setSpacing(10);
    column->addWidget(new TextLabel(QStringLiteral("Theme"), TextStyle::Title));
    column->addWidget(heading(u"States at 16, 24 and 32 px"));
    auto* card = new Card;
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(14);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(4, 1);
    int row = 0;
    for (const ShapeRow& shape : shapes) {
        int at = 0;
        for (const int size : {16, 24, 32}) {
            auto* mark = new StateMark(size);
            mark->setMark(shape.mark, QString::fromUtf16(shape.word));
            grid->addWidget(mark, row, at++, Qt::AlignCenter);
        }
        grid->addWidget(
            new TextLabel(QString::fromUtf16(shape.word), TextStyle::Base, QFont::Medium, shape.ink), row,
            at++);
        grid->addWidget(new TextLabel(QString::fromUtf16(shape.shape), TextStyle::Small, Ink::Text2), row,
                        at++);
        ++row;
    }
    card->body()->addLayout(grid);
    column->addWidget(card);
    column->addWidget(heading(u"Units"));
    column->addWidget(new Chips);
    column->addWidget(heading(u"Buttons"));
    auto* off = plainButton(QStringLiteral("Disabled"));
    off->setEnabled(false);
    auto* focused = plainButton(QStringLiteral("Focused"));
    focused->setObjectName(QStringLiteral("focused"));
    column->addLayout(line({accentButton(QStringLiteral("Enable")), plainButton(QStringLiteral("Default")),
                            focused, dangerButton(QStringLiteral("Remove…")), off}));
    column->addWidget(heading(u"Remove and primary markers"));
    column->addWidget(new Markers);
    column->addWidget(heading(u"Timeline brushes"));
    auto* brushes = new TimelineLegend;
    brushes->setTimeline(sampleTimeline());
    column->addWidget(brushes);
    column->addWidget(heading(u"Controls"));
    auto* box = new QCheckBox(QStringLiteral("Enable although"));
    box->setChecked(true);
    auto* radio = new QRadioButton(QStringLiteral("Dark"));
    radio->setChecked(true);
    auto* combo = new QComboBox;
    combo->addItem(QStringLiteral("PostgreSQL"));
    auto* spin = new QSpinBox;
    spin->setRange(1, 99);
    spin->setValue(42);
    column->addLayout(line({box, new QCheckBox(QStringLiteral("Off")), radio, combo, spin,
                            new KeyCap(QStringLiteral("Alt+1"))}));
    auto* tabs = new QTabBar;
    tabs->addTab(QStringLiteral("General"));
    tabs->addTab(QStringLiteral("Advanced"));
    auto* progress = new QProgressBar;
    progress->setValue(57);
    progress->setTextVisible(false);
    column->addLayout(line({tabs, progress, smallButton(QStringLiteral("Disable…")),
                            new LinkButton(QStringLiteral("More info")),
                            iconButton(Icon::Refresh, QStringLiteral("Refresh"))}));
    column->addStretch(1);
}

WidgetSheet::WidgetSheet(QWidget* parent)
    : QWidget(parent)
{
    setFixedWidth(1080);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(12);
    auto* bar = new StaleBar;
    bar->setSentence(QStringLiteral("The database stopped answering at 14:31:58. Values are 34\u202Fs old, "
                                    "and actions are off until it answers."));
    bar->setLink(QStringLiteral("Retry now"));
    column->addWidget(bar);
    auto* all = new FilterChip(Mark::None, QStringLiteral("All"));
    all->setCount(7);
    all->setChecked(true);
    auto* healthy = new FilterChip(Mark::Healthy, QStringLiteral("Healthy"));
    healthy->setCount(3);
    auto* mismatch = new FilterChip(Mark::Degraded, QStringLiteral("Key mismatch"));
    mismatch->setCount(1);
    auto* filter = new SearchField(QStringLiteral("Filter nodes"));
    filter->setFixedWidth(184);
    auto* search = new SearchField(QStringLiteral("Search or run a command"), QStringLiteral("Ctrl+K"));
    search->setFixedWidth(272);
    column->addLayout(line({filter, all, healthy, mismatch, search}));
    auto* timelineCard = new Card(QStringLiteral("Failover Timeline"));
    timelineCard->setTitleNote(QStringLiteral("last 24 hours"));
    auto* legend = new TimelineLegend;
    legend->setTimeline(sampleTimeline());
    timelineCard->setTrailing(legend);
    auto* timeline = new TimelineWidget;
    timeline->setTimeline(sampleTimeline());
    timelineCard->body()->addWidget(timeline);
    column->addWidget(timelineCard);
    auto* strips = new QHBoxLayout;
    strips->setSpacing(12);
    for (const auto look : {SignalStrip::Look::Ticks, SignalStrip::Look::Line, SignalStrip::Look::Blocks}) {
        auto* card = new Card;
        card->body()->addWidget(strip(look));
        strips->addWidget(card, 1);
    }
    column->addLayout(strips);
    auto* load = new LoadBar;
    load->setLoad(0.38, 0.57);
    column->addLayout(line(
        {load, new NumberLabel(QStringLiteral("updated 0.4\u202Fs ago"), TextStyle::Small, Ink::Text2)}));
    column->addWidget(new SectionLine(QStringLiteral("Yesterday")));
    auto* empty = new EmptyState;
    empty->setText(QStringLiteral("No node matches “web-9”."), QStringLiteral("Clear Filter"));
    column->addWidget(empty);
    column->addStretch(1);
}

QImage grabAt(QWidget& widget, int scale)
{
    widget.resize(widget.sizeHint().expandedTo(widget.minimumSize()));
    widget.ensurePolished();
    QImage image(widget.size() * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::transparent);
    widget.render(&image);
    return image;
}

void keepPicture(const QImage& image, const QString& name)
{
    const QString folder = qEnvironmentVariable("ROLLCALL_PICTURES");
    if (folder.isEmpty())
        return;
    QDir().mkpath(folder);
    image.save(QDir(folder).filePath(name + QStringLiteral(".png")));
}

} // namespace rollcall::test
