#pragma once

#include <QCoreApplication>
#include <QDir>
#include <QTest>
#include <QWidget>

namespace rollcall::test
{

/// Saves a picture into the folder named by ROLLCALL_PICTURES, when it is set.
inline void picture(QWidget& widget, const QString& name)
{
    QCoreApplication::processEvents();
    const QString folder = qEnvironmentVariable("ROLLCALL_PICTURES");
    if (folder.isEmpty())
        return;
    QVERIFY(QDir().mkpath(folder));
    QVERIFY(widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png"))));
}

} // namespace rollcall::test
