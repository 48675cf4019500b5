using Kolosal.Tabular;

namespace Kolosal.Slo;

/// <summary>Against the four-fifths rule worked by hand, and rates over seeded windows.</summary>
public class SelectionWindowTests
{
    private static readonly ColumnDistribution[] Sex = [new("sex", true, ["a", "b"], [], [500, 500], 0, 0, 0)];

    [Theory]
    [InlineData(100, 50, 100, 50, true)]
    [InlineData(1000, 400, 1000, 500, true)]   // 0.8 is not below 0.8
    [InlineData(1000, 390, 1000, 500, false)]  // 0.78, z = 4.9
    [InlineData(100, 39, 100, 50, true)]       // 0.78 of few: z = 1.6, chance
    [InlineData(29, 0, 1000, 500, null)]       // one group is too small to compare
    [InlineData(100, 0, 100, 0, null)]         // nobody was selected
    public void A_window_is_judged_by_ratio_and_significance(int rowsA, int selectedA, int rowsB, int selectedB, bool? fair)
    {
        var window = Window((rowsA, selectedA), (rowsB, selectedB));
        Assert.Equal(fair, window.Close(Sex, 0.8));
        Assert.Equal((0, 0L), (window.RowsInWindow, window.Rows[0].Sum()));
    }

    [Fact]
    public void Equal_treatment_violates_no_more_often_than_stated_and_halved_selection_nearly_always()
    {
        var random = new Random(3);
        int equal = 0, halved = 0;
        const int windows = 8000;
        for (int i = 0; i < windows; i++)
        {
            if (Draw(random, 0.5, 0.5).Close(Sex, 0.8) == false) equal++;
            if (Draw(random, 0.25, 0.5).Close(Sex, 0.8) == false) halved++;
        }
        Assert.InRange(equal / (double)windows, 0, SelectionWindow.FalseAlarm);
        Assert.InRange(halved / (double)windows, 0.98, 1);
    }

    [Fact]
    public void Another_version_begins_another_window()
    {
        var window = Window((10, 5), (10, 5));
        window.Begin(2, Sex);
        Assert.Equal((2, 0), (window.Version, window.RowsInWindow));
    }

    private static SelectionWindow Draw(Random random, double a, double b)
    {
        var window = new SelectionWindow();
        window.Begin(1, Sex);
        for (int row = 0; row < 500; row++)
        {
            int group = random.Next(2);
            window.Count(Sex, [group], random.NextDouble() < (group == 0 ? a : b));
        }
        return window;
    }

    private static SelectionWindow Window((int Rows, int Selected) a, (int Rows, int Selected) b)
    {
        var window = new SelectionWindow();
        window.Begin(1, Sex);
        for (int i = 0; i < a.Rows; i++) window.Count(Sex, [0], i < a.Selected);
        for (int i = 0; i < b.Rows; i++) window.Count(Sex, [1], i < b.Selected);
        return window;
    }
}
