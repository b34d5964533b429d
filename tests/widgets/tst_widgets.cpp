#include "tests/widgets/gallery.h"
#include "ui/theme/theme.h"
#include "ui/widgets/statepainter.h"

#include <QApplication>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;

class WidgetsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void galleries_data();
    void galleries();

private:
    std::unique_ptr<Theme> m_theme;
};

void WidgetsTest::galleries_data()
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

void WidgetsTest::galleries()
{
    QFETCH(QString, family);
    QFETCH(Theme::Choice, choice);
    QFETCH(int, scale);
    QFont font(family);
    font.setPixelSize(13);
    QApplication::setFont(font);
    m_theme->apply(choice);
    const QString name = QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-');
    Gallery gallery;
    keepPicture(grabAt(gallery, scale), QStringLiteral("gallery-") + name);
    WidgetSheet sheet;
    keepPicture(grabAt(sheet, scale), QStringLiteral("sheet-") + name);
}

QTEST_MAIN(WidgetsTest)
#include "tst_widgets.moc"
