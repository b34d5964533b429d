#include "ui/theme/buttonkind.h"
#include "ui/theme/focusring.h"
#include "ui/theme/icons.h"
#include "ui/theme/rollcallstyle.h"
#include "ui/theme/theme.h"
#include "ui/theme/typography.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QFocusFrame>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace rollcall;

namespace
{

/// WCAG 2.1, relative luminance and contrast ratio.
double luminance(const QColor& color)
{
    const auto channel = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
           0.0722 * channel(color.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

struct Named {
    const char* name;
    QColor color;
};

std::vector<Named> backgrounds(const Tokens& t)
{
    return {{"nav", t.nav},       {"canvas", t.canvas}, {"surface", t.surface},
            {"sunken", t.sunken}, {"hover", t.hover},   {"selBg", t.selBg}};
}

std::vector<std::pair<const char*, StateColors>> states(const Tokens& t)
{
    return {{"healthy", t.healthy},   {"degraded", t.degraded},       {"down", t.down},
            {"draining", t.draining}, {"maintenance", t.maintenance}, {"idle", t.idle}};
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_theme = std::make_unique<Theme>(*qApp);
        m_theme->apply(Theme::Choice::Light);
    }
    void cleanup() { m_theme->apply(Theme::Choice::Light); }

    void textContrast_data();
    void textContrast();
    void graphicsContrast_data();
    void graphicsContrast();
    void paletteCarriesTokens();
    void systemFollowsThePlatform();
    void wordsOfChoices();
    void styleMetrics();
    void styleHints();
    void buttonSizes();
    void buttonLooks();
    void accentButtonIsFlat();
    void checkBoxShowsItsState();
    void focusRingSurroundsTheControl();
    void iconsAreSharpAndColoured();
    void fontsScaleFromTheApplicationFont();
    void largeFontsAddHeight();

private:
    std::unique_ptr<Theme> m_theme;
};

void ThemeTest::textContrast_data()
{
    QTest::addColumn<QColor>("ink");
    QTest::addColumn<QColor>("back");
    for (const Tokens* tokens : {&Tokens::light(), &Tokens::dark()}) {
        const char* theme = tokens->isDark ? "dark" : "light";
        const auto add = [&](const char* ink, const QColor& inkColor, const char* back,
                             const QColor& backColor) {
            QTest::addRow("%s: %s on %s", theme, ink, back) << inkColor << backColor;
        };
        for (const Named& back : backgrounds(*tokens)) {
            add("text", tokens->text, back.name, back.color);
            add("text2", tokens->text2, back.name, back.color);
            add("text3", tokens->text3, back.name, back.color);
            add("accent", tokens->accent, back.name, back.color);
            for (const auto& [name, state] : states(*tokens))
                add(name, state.ink, back.name, back.color);
        }
        for (const auto& [name, state] : states(*tokens)) {
            add(name, state.ink, "its tint", state.tint);
            add("text", tokens->text, "a tint", state.tint);
        }
        add("selText", tokens->selText, "selBg", tokens->selBg);
        add("onAccent", tokens->onAccent, "accentFill", tokens->accentFill);
        add("label", tokens->onAccent, "term", tokens->term);
    }
}

void ThemeTest::textContrast()
{
    QFETCH(QColor, ink);
    QFETCH(QColor, back);
    const double ratio = contrast(ink, back);
    QVERIFY2(ratio >= 4.5, qPrintable(QString::number(ratio)));
}

void ThemeTest::graphicsContrast_data()
{
    QTest::addColumn<QColor>("ink");
    QTest::addColumn<QColor>("back");
    for (const Tokens* tokens : {&Tokens::light(), &Tokens::dark()}) {
        const char* theme = tokens->isDark ? "dark" : "light";
        const auto add = [&](const char* ink, const QColor& inkColor, const char* back,
                             const QColor& backColor) {
            QTest::addRow("%s: %s on %s", theme, ink, back) << inkColor << backColor;
        };
        for (const Named& back : backgrounds(*tokens))
            add("focus", tokens->focus, back.name, back.color);
        add("field", tokens->field, "surface", tokens->surface);
        add("field", tokens->field, "canvas", tokens->canvas);
        add("alive", tokens->alive, "surface", tokens->surface);
        add("term", tokens->term, "surface", tokens->surface);
        add("accent", tokens->accent, "selBg", tokens->selBg);
        for (const auto& [name, state] : states(*tokens))
            add("mark", tokens->mark, name, state.ink);
    }
}

void ThemeTest::graphicsContrast()
{
    QFETCH(QColor, ink);
    QFETCH(QColor, back);
    const double ratio = contrast(ink, back);
    QVERIFY2(ratio >= 3.0, qPrintable(QString::number(ratio)));
}

void ThemeTest::paletteCarriesTokens()
{
    for (const auto choice : {Theme::Choice::Light, Theme::Choice::Dark}) {
        m_theme->apply(choice);
        const Tokens& t = m_theme->tokens();
        const QPalette palette = QApplication::palette();
        QCOMPARE(&Tokens::of(palette), &t);
        for (const auto group : {QPalette::Active, QPalette::Inactive}) {
            QCOMPARE(palette.color(group, QPalette::Window), t.canvas);
            QCOMPARE(palette.color(group, QPalette::Base), t.surface);
            QCOMPARE(palette.color(group, QPalette::Highlight), t.selBg);
            QCOMPARE(palette.color(group, QPalette::HighlightedText), t.selText);
            QCOMPARE(palette.color(group, QPalette::WindowText), t.text);
        }
        for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText,
                                QPalette::PlaceholderText, QPalette::HighlightedText, QPalette::Link})
            QCOMPARE(palette.color(QPalette::Disabled, role), t.disabled);
        QLineEdit edit;
        QCOMPARE(edit.palette().color(QPalette::Window), t.canvas);
    }
}

void ThemeTest::systemFollowsThePlatform()
{
    QSignalSpy changed(m_theme.get(), &Theme::changed);
    m_theme->apply(Theme::Choice::Dark);
    QCOMPARE(changed.size(), 1);
    QVERIFY(m_theme->tokens().isDark);
    m_theme->apply(Theme::Choice::Dark);
    QCOMPARE(changed.size(), 1);
    // The offscreen platform's own palette is light.
    m_theme->apply(Theme::Choice::System);
    QCOMPARE(changed.size(), 2);
    QVERIFY(!m_theme->tokens().isDark);
}

void ThemeTest::wordsOfChoices()
{
    for (const auto choice : {Theme::Choice::System, Theme::Choice::Light, Theme::Choice::Dark})
        QCOMPARE(Theme::fromWord(Theme::wordOf(choice)), choice);
    QCOMPARE(Theme::fromWord(u"purple"), Theme::Choice::System);
}

void ThemeTest::styleMetrics()
{
    const QStyle* style = QApplication::style();
    QCOMPARE(style->pixelMetric(QStyle::PM_SmallIconSize), 16);
    QCOMPARE(style->pixelMetric(QStyle::PM_ToolBarIconSize), 16);
    QCOMPARE(style->pixelMetric(QStyle::PM_IndicatorWidth), 16);
    QCOMPARE(style->pixelMetric(QStyle::PM_IndicatorHeight), 16);
    QCOMPARE(style->pixelMetric(QStyle::PM_ScrollBarExtent), 12);
    QCOMPARE(style->pixelMetric(QStyle::PM_SplitterWidth), 5);
    QCOMPARE(style->pixelMetric(QStyle::PM_ButtonMargin), 12);
    QCOMPARE(style->pixelMetric(QStyle::PM_LayoutHorizontalSpacing), 8);
    QCOMPARE(style->pixelMetric(QStyle::PM_LayoutVerticalSpacing), 8);
}

void ThemeTest::styleHints()
{
    const QStyle* style = QApplication::style();
    QCOMPARE(style->styleHint(QStyle::SH_EtchDisabledText), 0);
    QCOMPARE(style->styleHint(QStyle::SH_Widget_Animation_Duration), 0);
    QCOMPARE(style->styleHint(QStyle::SH_ItemView_ShowDecorationSelected), 1);
    QStyleOption option;
    option.palette = Tokens::dark().palette();
    QCOMPARE(QColor::fromRgb(QRgb(style->styleHint(QStyle::SH_Table_GridLineColor, &option))),
             Tokens::dark().divider);
}

void ThemeTest::buttonSizes()
{
    QPushButton button(QStringLiteral("Enable"));
    const int text = QFontMetrics(button.font()).horizontalAdvance(button.text());
    QCOMPARE(button.sizeHint().height(), roomFor(28));
    QVERIFY2(std::abs(button.sizeHint().width() - (text + 24)) <= 1,
             qPrintable(QString::number(button.sizeHint().width())));
    setSmallButton(&button);
    QCOMPARE(button.sizeHint().height(), roomFor(24));
    QLineEdit edit;
    QCOMPARE(edit.sizeHint().height(), roomFor(28));
    QComboBox box;
    QCOMPARE(box.sizeHint().height(), roomFor(28));
}

void ThemeTest::buttonLooks()
{
    const Tokens& t = Tokens::light();
    QPushButton button(QStringLiteral("Remove"));
    button.resize(button.sizeHint());
    const auto corner = [&] { return button.grab().toImage().pixelColor(6, 5); };
    const auto edge = [&] { return button.grab().toImage().pixelColor(button.width() / 2, 0); };
    QCOMPARE(corner(), t.surface);
    QCOMPARE(edge(), t.ctl);
    button.setEnabled(false);
    QCOMPARE(corner(), t.canvas);
    QCOMPARE(edge(), t.border);
    button.setEnabled(true);
    setButtonKind(&button, ButtonKind::Accent);
    QCOMPARE(corner(), t.accentFill);
    setButtonKind(&button, ButtonKind::Link);
    QCOMPARE(edge(), t.canvas);
}

void ThemeTest::accentButtonIsFlat()
{
    QPushButton button(QStringLiteral("Enable"));
    setButtonKind(&button, ButtonKind::Accent);
    button.resize(button.sizeHint());
    const QImage image = button.grab().toImage();
    // No gradient: the same colour from top to bottom beside the text.
    for (int y = 1; y < image.height() - 1; ++y)
        QCOMPARE(image.pixelColor(6, y), Tokens::light().accentFill);
}

void ThemeTest::checkBoxShowsItsState()
{
    QCheckBox box;
    box.resize(box.sizeHint());
    const auto probe = [&] { return box.grab().toImage().pixelColor(4, box.height() / 2 - 4); };
    QCOMPARE(probe(), Tokens::light().surface);
    box.setChecked(true);
    QCOMPARE(probe(), Tokens::light().accentFill);
    box.setEnabled(false);
    QCOMPARE(probe(), Tokens::light().disabled);
}

void ThemeTest::focusRingSurroundsTheControl()
{
    QWidget window;
    auto* row = new QHBoxLayout(&window);
    row->setContentsMargins(16, 16, 16, 16);
    auto* first = new QPushButton(QStringLiteral("First"));
    auto* second = new QLineEdit;
    row->addWidget(first);
    row->addWidget(second);
    window.show();
    QApplication::setActiveWindow(&window);
    for (QWidget* control : {static_cast<QWidget*>(first), static_cast<QWidget*>(second)}) {
        control->setFocus();
        QTRY_VERIFY(control->hasFocus());
        const QImage image = window.grab().toImage();
        const QRect box = control->geometry();
        const int x = box.center().x();
        QCOMPARE(image.pixelColor(x, box.top() - 3), Tokens::light().focus);
        QCOMPARE(image.pixelColor(x, box.top() - 2), Tokens::light().focus);
        QCOMPARE(image.pixelColor(x, box.top() - 1), Tokens::light().canvas);
        QCOMPARE(image.pixelColor(x, box.bottom() + 3), Tokens::light().focus);
    }
    const QImage image = window.grab().toImage();
    QCOMPARE(image.pixelColor(first->geometry().center().x(), first->geometry().top() - 3),
             Tokens::light().canvas);
}

void ThemeTest::iconsAreSharpAndColoured()
{
    for (int i = int(Icon::AllClusters); i <= int(Icon::Folder); ++i) {
        for (const int scale : {1, 2}) {
            QImage image(QSize(16, 16) * scale, QImage::Format_ARGB32_Premultiplied);
            image.setDevicePixelRatio(scale);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            drawIcon(painter, Icon(i), QRectF(0, 0, 16, 16), Qt::red);
            painter.end();
            int inked = 0;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x) {
                    const QColor color = image.pixelColor(x, y);
                    if (color.alpha() < 128)
                        continue;
                    QVERIFY2(color.red() > 230 && color.green() < 25, "an icon has a colour of its own");
                    ++inked;
                }
            QVERIFY2(inked >= 3 * scale, qPrintable(QStringLiteral("icon %1 at scale %2").arg(i).arg(scale)));
        }
    }
    QVERIFY(!applicationIcon().isNull());
}

void ThemeTest::fontsScaleFromTheApplicationFont()
{
    const QFont before = QApplication::font();
    QFont font = before;
    font.setPixelSize(13);
    QApplication::setFont(font);
    QCOMPARE(textFont(TextStyle::Caption).pixelSize(), 11);
    QCOMPARE(textFont(TextStyle::Verdict).pixelSize(), 20);
    QCOMPARE(textFont(TextStyle::Welcome).weight(), QFont::DemiBold);
    font.setPixelSize(26);
    QApplication::setFont(font);
    QCOMPARE(textFont(TextStyle::Small).pixelSize(), 24);
    font.setPointSizeF(10);
    QApplication::setFont(font);
    QVERIFY(textFont(TextStyle::Title).pointSizeF() > 13);
    QApplication::setFont(before);
}

void ThemeTest::largeFontsAddHeight()
{
    const QFont before = QApplication::font();
    QFont font = before;
    font.setPixelSize(11);
    QApplication::setFont(font);
    QCOMPARE(roomFor(28), 28);
    font.setPixelSize(30);
    QApplication::setFont(font);
    QCOMPARE(roomFor(28), 28 + QFontMetrics(font).height() - 18);
    QApplication::setFont(before);
}

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
