using System.Globalization;
using MathNet.Numerics.Distributions;

namespace Kolosal.Disclosure;

/// <summary>Applies treatments to columns of text; the same column, treatment and key give the same result.</summary>
public static class Treatments
{
    private const char Star = '*';

    /// <param name="values">The column; null where missing, and missing it stays.</param>
    /// <param name="treatment">What to do.</param>
    /// <param name="digest">The key of the workspace.</param>
    /// <param name="name">The column's name, of which its noise is made.</param>
    /// <param name="subjects">Whose row each is, for shifts of dates; null shifts all rows by the same.</param>
    /// <exception cref="ArgumentException">A value is no number or date, or the hierarchy does not know it; the text names it by its row, not
    /// by its value.</exception>
    public static TreatedColumn Apply(
        IReadOnlyList<string?> values, ColumnTreatment treatment, KeyedDigest digest, string name, IReadOnlyList<string?>? subjects = null) =>
        treatment switch
        {
            ColumnTreatment.Suppress => new(null, values.Count(value => value is not null), 1),
            ColumnTreatment.Mask mask => Map(values, value => Masked(value, mask), 1),
            ColumnTreatment.Pseudonymise pseudonym => Map(values, value => digest.Pseudonym(pseudonym.Domain, value), 1),
            ColumnTreatment.Prefix prefix => Map(values, value => Shortened(value, prefix.Keep), PrefixLoss(values, prefix.Keep)),
            ColumnTreatment.Bin bin => Binned(values, bin.Width),
            ColumnTreatment.Coarsen coarsen => Coarsened(values, coarsen.To),
            ColumnTreatment.Climb climb => Climbed(values, climb),
            ColumnTreatment.ShiftDates shift => Shifted(values, shift.Days, digest, subjects),
            ColumnTreatment.AddNoise noise => Noisy(values, noise, digest, name),
            _ => throw new ArgumentOutOfRangeException(nameof(treatment), "Need a known treatment."),
        };

    private static TreatedColumn Map(IReadOnlyList<string?> values, Func<string, string> map, double loss)
    {
        var mapped = new string?[values.Count];
        long changed = 0;
        for (int row = 0; row < mapped.Length; row++)
        {
            if (values[row] is not { } value) continue;
            mapped[row] = map(value);
            if (mapped[row] != value) changed++;
        }

        return new(mapped, changed, loss);
    }

    private static string Masked(string value, ColumnTreatment.Mask mask)
    {
        int letters = value.Count(char.IsLetterOrDigit), at = 0;
        // A value too short to keep its ends and hide something keeps nothing.
        bool hides = letters > mask.KeepFirst + mask.KeepLast;
        return string.Create(value.Length, value, (masked, source) =>
        {
            for (int i = 0; i < source.Length; i++)
            {
                bool letter = char.IsLetterOrDigit(source[i]);
                if (letter) at++;
                masked[i] = !letter || (hides && (at <= mask.KeepFirst || at > letters - mask.KeepLast)) ? source[i] : Star;
            }
        });
    }

    private static string Shortened(string value, int keep) =>
        value.Length <= keep ? value : string.Concat(value.AsSpan(0, keep), new string(Star, value.Length - keep));

    /// <summary>For each cell the share of the column's values that now read the same.</summary>
    private static double PrefixLoss(IReadOnlyList<string?> values, int keep)
    {
        string[] distinct = [.. values.OfType<string>().Distinct(StringComparer.Ordinal)];
        var sharing = distinct.CountBy(value => Shortened(value, keep)).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        return Mean(values, value => sharing[Shortened(value, keep)] is var count and > 1 ? (double)count / distinct.Length : 0);
    }

    private static TreatedColumn Binned(IReadOnlyList<string?> values, double width)
    {
        if (!(width > 0)) throw new ArgumentOutOfRangeException(nameof(width), width, "Need a width above 0.");
        double[] numbers = Numbers(values);
        double range = numbers.Length == 0 ? 0 : numbers.Max() - numbers.Min();
        double loss = range == 0 ? 0 : Math.Min(1, width / range);
        return Map(values, value => Bin(double.Parse(value, CultureInfo.InvariantCulture), width), loss);
    }

    private static string Bin(double number, double width)
    {
        // In decimals, so that the ends of tenths are written as tenths; beyond them numbers are too great for that.
        double low = Math.Floor(number / width), from = low * width, until = (low + 1) * width;
        return Math.Abs(low) < 1e15 && Math.Abs(until) < 1e15 && width is > 1e-10 and < 1e15
            ? string.Create(CultureInfo.InvariantCulture,
                $"[{(decimal)low * (decimal)width:0.##########},{((decimal)low + 1) * (decimal)width:0.##########})")
            : string.Create(CultureInfo.InvariantCulture, $"[{from:R},{until:R})");
    }

    private static TreatedColumn Coarsened(IReadOnlyList<string?> values, string to)
    {
        Func<DateTime, string> write = to switch
        {
            "month" => day => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            "quarter" => day => $"{day.Year}-Q{(day.Month + 2) / 3}",
            "year" => day => $"Y{day.Year}",
            _ => throw new ArgumentOutOfRangeException(nameof(to), to, "Need month, quarter or year."),
        };
        double unit = to switch { "month" => 30.44, "quarter" => 91.31, _ => 365.24 };
        var days = Days(values);
        double range = days.Length == 0 ? 0 : (days.Max() - days.Min()).TotalDays;
        return Map(values, value => write(Date(value)), range == 0 ? 0 : Math.Min(1, unit / range));
    }

    private static TreatedColumn Climbed(IReadOnlyList<string?> values, ColumnTreatment.Climb climb)
    {
        for (int row = 0; row < values.Count; row++)
            if (values[row] is { } value && !climb.Hierarchy.Knows(value))
                throw new ArgumentException($"The hierarchy does not know the value of row {row + 1}. Give every value a path.");
        return Map(values, value => climb.Hierarchy.At(value, climb.Level),
            Mean(values, value => climb.Hierarchy.Loss(climb.Hierarchy.At(value, climb.Level))));
    }

    private static TreatedColumn Shifted(IReadOnlyList<string?> values, int days, KeyedDigest digest, IReadOnlyList<string?>? subjects)
    {
        if (days < 1) throw new ArgumentOutOfRangeException(nameof(days), days, "Need at least one day.");
        var shifted = new string?[values.Count];
        var present = Days(values);
        for (int row = 0; row < shifted.Length; row++)
        {
            if (values[row] is not { } value) continue;
            // Never 0: a date that stays would be the real one.
            int step = (int)Math.Floor(digest.Fraction("date-shift", subjects?[row] ?? "") * 2 * days);
            int move = step < days ? step - days : step - days + 1;
            var date = Date(value).AddDays(move);
            shifted[row] = value.Length <= 10 ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : date.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", CultureInfo.InvariantCulture);
        }

        double own = Deviation([.. present.Select(day => day.ToOADate())]), added = Math.Sqrt((days + 1.0) * (2 * days + 1) / 6);
        return new(shifted, present.Length, own == 0 ? 1 : added / Math.Sqrt(own * own + added * added));
    }

    private static TreatedColumn Noisy(IReadOnlyList<string?> values, ColumnTreatment.AddNoise noise, KeyedDigest digest, string name)
    {
        if (!(noise.Deviation > 0)) throw new ArgumentOutOfRangeException(nameof(noise), noise.Deviation, "Need a standard deviation above 0.");
        double[] numbers = Numbers(values);
        var noisy = new string?[values.Count];
        for (int row = 0; row < noisy.Length; row++)
        {
            if (values[row] is not { } value) continue;
            double u = digest.Fraction($"noise/{name}", $"{row}\0{value}");
            double added = noise.Gaussian ? Normal.InvCDF(0, noise.Deviation, u)
                : NoiseMechanisms.LaplaceQuantile(u, noise.Deviation / Math.Sqrt(2));
            noisy[row] = (double.Parse(value, CultureInfo.InvariantCulture) + added).ToString("R", CultureInfo.InvariantCulture);
        }

        double own = Deviation(numbers);
        return new(noisy, numbers.Length, noise.Deviation / Math.Sqrt(own * own + noise.Deviation * noise.Deviation));
    }

    private static double Mean(IReadOnlyList<string?> values, Func<string, double> loss) =>
        values.OfType<string>().Select(loss).DefaultIfEmpty(0).Average();

    private static double Deviation(double[] values)
    {
        if (values.Length < 2) return 0;
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }

    private static double[] Numbers(IReadOnlyList<string?> values)
    {
        var numbers = new List<double>(values.Count);
        for (int row = 0; row < values.Count; row++)
        {
            if (values[row] is not { } value) continue;
            if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !double.IsFinite(number))
                throw new ArgumentException($"The value of row {row + 1} is no number.");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static DateTime[] Days(IReadOnlyList<string?> values)
    {
        var days = new List<DateTime>(values.Count);
        for (int row = 0; row < values.Count; row++)
        {
            if (values[row] is not { } value) continue;
            if (!TryDate(value, out var day)) throw new ArgumentException($"The value of row {row + 1} is no date.");
            days.Add(day);
        }

        return [.. days];
    }

    private static DateTime Date(string value) => TryDate(value, out var day) ? day : throw new ArgumentException("A value is no date.");

    private static bool TryDate(string value, out DateTime day) => DateTime.TryParse(
        value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out day);
}
