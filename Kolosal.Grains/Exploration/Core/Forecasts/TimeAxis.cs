using System.Globalization;
using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>Equally spaced times: dates by a fixed span or by whole months, or numbers; and how they go on.</summary>
internal sealed class TimeAxis
{
    private const int LeastTimes = 3;

    /// <summary>Numbers are equally spaced up to the rounding of their decimals.</summary>
    private const double Rounding = 1e-9;

    private readonly long[] ticks;
    private readonly double[] numbers;
    private readonly int months;

    private TimeAxis(long[] ticks, double[] numbers, int months) => (this.ticks, this.numbers, this.months) = (ticks, numbers, months);

    /// <summary>Reads the spacing off a column.</summary>
    /// <param name="times">Dates or numbers.</param>
    /// <param name="rows">The rows of the series, in order of time.</param>
    /// <param name="what">The series, for messages.</param>
    /// <exception cref="TrainingException">Too few times, two that are equal, or unequal spans.</exception>
    public static TimeAxis Of(Column times, int[] rows, string what)
    {
        if (rows.Length < LeastTimes)
            throw new TrainingException($"{what} needs at least {LeastTimes} values to tell its spacing, got {rows.Length}.");
        for (int i = 1; i < rows.Length; i++)
            if (times.TextAt(rows[i]) == times.TextAt(rows[i - 1]))
                throw new TrainingException($"{what} has more than one value at {times.TextAt(rows[i])}; name the column that tells series apart, or "
                    + "bring them together first.");
        if (times is DateTimeColumn dates) return OfDates(dates, rows, what);

        double[] numbers = [.. rows.Select(row => ((NumericColumn)times).Values[row])];
        double step = (numbers[^1] - numbers[0]) / (numbers.Length - 1);
        for (int i = 1; i < numbers.Length; i++)
            if (Math.Abs(numbers[i] - numbers[i - 1] - step) > Rounding * Math.Max(Math.Abs(step), Math.Abs(numbers[^1])))
                throw Unequal(what, times, rows, i);
        return new([], numbers, 0);
    }

    /// <summary>The times of the steps after the last one.</summary>
    public Column Next(int horizon)
    {
        if (ticks.Length == 0)
        {
            double step = (numbers[^1] - numbers[0]) / (numbers.Length - 1);
            return new NumericColumn([.. Enumerable.Range(1, horizon).Select(h => numbers[^1] + h * step)]);
        }
        if (months == 0)
        {
            long span = ticks[^1] - ticks[^2];
            return new DateTimeColumn([.. Enumerable.Range(1, horizon).Select(h => ticks[^1] + h * span)]);
        }
        bool ends = ticks.All(IsMonthEnd);
        return new DateTimeColumn([.. Enumerable.Range(1, horizon).Select(h => Later(ticks[^1], h * months, ends))]);
    }

    private static TimeAxis OfDates(DateTimeColumn dates, int[] rows, string what)
    {
        long[] ticks = [.. rows.Select(row => dates.Ticks[row])];
        long span = ticks[1] - ticks[0];
        int unequal = Enumerable.Range(1, ticks.Length - 1).FirstOrDefault(i => ticks[i] - ticks[i - 1] != span);
        if (unequal == 0) return new(ticks, [], 0);

        int months = MonthOf(ticks[1]) - MonthOf(ticks[0]);
        bool ends = ticks.All(IsMonthEnd);
        int broken = Enumerable.Range(1, ticks.Length - 1).FirstOrDefault(i => months < 1 || Later(ticks[i - 1], months, ends) != ticks[i]);
        return broken == 0 ? new(ticks, [], months) : throw Unequal(what, dates, rows, months < 1 ? unequal : broken);
    }

    private static int MonthOf(long ticks) => new DateTime(ticks).Year * 12 + new DateTime(ticks).Month;

    private static bool IsMonthEnd(long ticks) => new DateTime(ticks) is var day && day.Day == DateTime.DaysInMonth(day.Year, day.Month);

    private static long Later(long ticks, int months, bool ends)
    {
        var later = new DateTime(ticks).AddMonths(months);
        return (ends ? later.AddDays(DateTime.DaysInMonth(later.Year, later.Month) - later.Day) : later).Ticks;
    }

    private static TrainingException Unequal(string what, Column times, int[] rows, int at) => new(string.Create(CultureInfo.InvariantCulture,
        $"{what} is not equally spaced: after {times.TextAt(rows[at - 1])} comes {times.TextAt(rows[at])}. Fill the gaps first, or bring the values ")
        + "together by day, week or month.");
}
