#pragma once

#include "ui/dialogs/intent.h"
#include "ui/theme/theme.h"
#include "ui/widgets/labels.h"

#include <QApplication>
#include <QDir>
#include <QTest>
#include <QWidget>

#include <ctime>

namespace rollcall::test
{

/// Saves a picture into the folder named by ROLLCALL_PICTURES, when it is set.
inline void picture(QWidget& widget, const QString& name)
{
    // Texts that changed have asked for another layout, which comes with the event loop.
    QCoreApplication::processEvents();
    const QString folder = qEnvironmentVariable("ROLLCALL_PICTURES");
    if (folder.isEmpty())
        return;
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png"))));
}

/// Font and theme of a test's windows, as in the pictures. Make it in initTestCase(), drop it in
/// cleanupTestCase(), and call setDark(false) in cleanup() when a test makes it dark.
class Look
{
public:
    Look()
        : m_theme(*qApp)
    {
        qRegisterMetaType<Intent>();
        QFont font(QStringLiteral("Inter"));
        font.setPixelSize(13);
        QApplication::setFont(font);
        setDark(false);
    }
    void setDark(bool dark) { m_theme.apply(dark ? Theme::Choice::Dark : Theme::Choice::Light); }
    Theme& theme() { return m_theme; }

    /// For the data of a test that looks at everything: both themes, and the sizes that a page has in windows
    /// of 1280 × 800, 1920 × 1080 and 1024 × 800.
    static void addRows()
    {
        QTest::addColumn<bool>("dark");
        QTest::addColumn<QSize>("size");
        for (bool dark : {false, true})
            for (QSize size : {QSize(1080, 724), QSize(1720, 1004), QSize(824, 724)})
                QTest::addRow("%s-%d", dark ? "dark" : "light", size.width() + 200) << dark << size;
    }
    /// Puts on the theme of such a row; the value is its size.
    QSize takeRow()
    {
        QFETCH(bool, dark);
        QFETCH(QSize, size);
        setDark(dark);
        return size;
    }
    /// "dark-1280": what a picture of this row is named by.
    static QString rowName() { return QString::fromLatin1(QTest::currentDataTag()); }

private:
    Theme m_theme;
};

/// Shows a page at the size that it has in a window of 1280 × 800.
inline void open(QWidget& page, QSize size = {1080, 724})
{
    page.resize(size);
    page.show();
    QVERIFY(QTest::qWaitForWindowExposed(&page));
}

/// Every label that does not wrap is as wide as its text.
inline void labelsHaveRoom(const QWidget& page)
{
    const QList<TextLabel*> labels = page.findChildren<TextLabel*>();
    for (const TextLabel* label : labels)
        if (label->isVisible() && !label->wordWrap())
            QVERIFY2(label->width() >=
                         label->fontMetrics().horizontalAdvance(QString(label->text()).remove(u'&')),
                     qPrintable(label->text()));
}

/// What this process has used so far: a busy machine makes nothing of it longer.
inline int processorMillis()
{
    return static_cast<int>(std::clock() * 1000 / CLOCKS_PER_SEC);
}

} // namespace rollcall::test
