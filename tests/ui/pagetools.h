#pragma once

#include "ui/widgets/labels.h"

#include <QCoreApplication>
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
