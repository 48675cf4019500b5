using System.Globalization;
using System.Security.Cryptography;
using Kolosal.Datasets;
using Kolosal.Disclosure;
using Kolosal.Tabular;
using MathNet.Numerics.Distributions;

namespace Kolosal.Privacy;

/// <summary>Answers questions about a dataset with noise, under its budget.</summary>
/// <remarks>
/// Neighbours differ in one row that is added or taken away. A count has sensitivity 1; a histogram too, since a row is in one bin (L1 and L2);
/// a sum of values clamped to [lower, upper] the greater of |lower| and |upper|; a mean spends half on the sum of distances from the middle
/// (sensitivity half the range) and half on the count. Noise is Laplace's, or Gaussian by the analytic calibration where δ is given. Uniforms come
/// from the operating system's generator; the last bits of floating-point noise are not hidden (Mironov 2012), so answers are rounded to a
/// thousandth of the noise's scale.
/// </remarks>
public sealed class PrivateQueries
{
    private const double RoundTo = 1_000;

    private readonly IGrainFactory grains;
    private readonly DatasetTexts texts;
    private readonly PrivacyInstruments instruments;

    internal PrivateQueries(IGrainFactory grains, DatasetTexts texts, PrivacyInstruments instruments) =>
        (this.grains, this.texts, this.instruments) = (grains, texts, instruments);

    /// <param name="dataset">The dataset.</param>
    /// <param name="queryId">Names the query; null for a new one.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="cancel">Stops it; what is charged stays charged, and the same id goes on with it.</param>
    public async Task<Result<PrivateAnswer>> AskAsync(ResourceKey dataset, string? queryId, PrivateQuery query, CancellationToken cancel)
    {
        var errors = query.Errors();
        var opened = await texts.OpenAsync(dataset);
        if (!opened.Accepted) return opened.Refusal;
        var columns = opened.Value.Columns.ToDictionary(column => column.Name, column => column.Type, StringComparer.Ordinal);
        if (query.Column is { } asked && !columns.ContainsKey(asked)) errors = errors.Add("$.column", $"There is no column '{asked}'.");
        else if (query.Column is { } number && (query.Query is "sum" or "mean" || query.Edges.Length > 0) && columns[number] != "numeric")
            errors = errors.SetItem("$.column", $"'{number}' holds no numbers.");
        if (query.WhereColumn is { } where && !columns.ContainsKey(where))
            errors = errors.SetItem("$.where.column", $"There is no column '{where}'.");
        if (!errors.IsEmpty)
            return new Refusal(RefusalKind.Unprocessable, "privacy.bad-query", "The query cannot be asked like this; see errors.", errors);

        string id = queryId ?? $"pq_{Guid.NewGuid():N}";
        var ledger = grains.PrivacyBudget(dataset);
        var charged = await ledger.ChargeAsync(new(id, query.Fingerprint, query.Epsilon, query.Delta));
        instruments.Queried(charged.Accepted);
        if (!charged.Accepted) return charged.Refusal;
        var noise = Noise.Of(query);
        if (!charged.Value.Values.IsEmpty) return Answer(id, dataset, query, noise, charged.Value);

        string[] needed = [.. new[] { query.Column, query.WhereColumn }.OfType<string>().Distinct(StringComparer.Ordinal)];
        var frame = await texts.ReadAsync(opened.Value, needed.Length > 0 ? needed : [opened.Value.Columns[0].Name], cancel);
        if (!frame.Accepted) return frame.Refusal;
        ImmutableArray<double> noisy = [.. Noisy(query, frame.Value, noise)];
        var kept = await ledger.AnswerAsync(id, noisy);
        return kept.Accepted ? Answer(id, dataset, query, noise, kept.Value) : kept.Refusal;
    }

    private static PrivateAnswer Answer(string id, ResourceKey dataset, PrivateQuery query, Noise noise, PrivacyCharge charge) => new(
        id, dataset.Id, query.Query, query.Query == "histogram" ? null : charge.Values[0], query.Query == "histogram" ? charge.Values : [],
        query.Delta > 0 ? "gaussian" : "laplace", noise.Scale, charge.Budget);

    private static IEnumerable<double> Noisy(PrivateQuery query, Frame frame, Noise noise)
    {
        bool[] counted = Counted(query, frame);
        if (query.Query == "histogram") return Histogram(query, frame[query.Column!], counted).Select(count => Rounded(count + noise.Draw(), noise));
        if (query.Query == "count")
        {
            var column = query.Column is { } name ? frame[name] : null;
            return [Rounded(counted.Where((yes, row) => yes && column?.IsMissing(row) != true).Count() + noise.Draw(), noise)];
        }

        var (numbers, low, high) = ((NumericColumn)frame[query.Column!], query.Lower!.Value, query.Upper!.Value);
        double centre = query.Query == "mean" ? (low + high) / 2 : 0, sum = 0;
        int rows = 0;
        for (int row = 0; row < frame.Rows; row++)
        {
            if (!counted[row] || numbers.IsMissing(row)) continue;
            sum += Math.Clamp(numbers.Values[row], low, high) - centre;
            rows++;
        }

        double noisySum = Rounded(sum + noise.Draw(), noise);
        if (query.Query == "sum") return [noisySum];
        double noisyRows = Math.Max(1, rows + noise.DrawCount());
        return [Math.Clamp(centre + noisySum / noisyRows, low, high)];
    }

    private static long[] Histogram(PrivateQuery query, Column column, bool[] counted)
    {
        bool numbers = query.Edges.Length > 0;
        var counts = new long[numbers ? query.Edges.Length - 1 : query.Categories.Length];
        for (int row = 0; row < column.Rows; row++)
        {
            if (!counted[row] || column.IsMissing(row)) continue;
            int bin = numbers ? Bin(query.Edges, ((NumericColumn)column).Values[row]) : query.Categories.IndexOf(column.TextAt(row)!);
            if (bin >= 0 && bin < counts.Length) counts[bin]++;
        }

        return counts;
    }

    private static int Bin(ImmutableArray<double> edges, double value)
    {
        int at = edges.AsSpan().BinarySearch(value);
        return at >= 0 ? at : ~at - 1;
    }

    private static bool[] Counted(PrivateQuery query, Frame frame)
    {
        var counted = new bool[frame.Rows];
        var column = query.WhereColumn is { } name ? frame[name] : null;
        for (int row = 0; row < counted.Length; row++) counted[row] = column is null || column.TextAt(row) == query.WhereEquals;
        return counted;
    }

    private static double Rounded(double value, Noise noise)
    {
        double unit = Math.Pow(2, Math.Floor(Math.Log2(noise.Scale / RoundTo)));
        return Math.Round(value / unit) * unit;
    }

    /// <param name="Scale">Laplace's scale, or the standard deviation.</param>
    /// <param name="CountScale">The same for the count of a mean.</param>
    /// <param name="Gaussian">Which of both.</param>
    private sealed record Noise(double Scale, double CountScale, bool Gaussian)
    {
        public static Noise Of(PrivateQuery query)
        {
            bool mean = query.Query == "mean", gaussian = query.Delta > 0;
            double sensitivity = query.Query switch
            {
                "sum" => Math.Max(Math.Abs(query.Lower!.Value), Math.Abs(query.Upper!.Value)),
                "mean" => (query.Upper!.Value - query.Lower!.Value) / 2,
                _ => 1,
            };
            var (epsilon, delta) = mean ? (query.Epsilon / 2, query.Delta / 2) : (query.Epsilon, query.Delta);
            double Scaled(double change) =>
                gaussian ? NoiseMechanisms.GaussianSigma(change, epsilon, delta) : NoiseMechanisms.LaplaceScale(change, epsilon);
            return new(Scaled(sensitivity), Scaled(1), gaussian);
        }

        public double Draw() => Draw(Scale);

        public double DrawCount() => Draw(CountScale);

        private double Draw(double scale)
        {
            Span<byte> bytes = stackalloc byte[8];
            RandomNumberGenerator.Fill(bytes);
            double u = ((BitConverter.ToUInt64(bytes) >> 11) + 0.5) / (1UL << 53);
            return Gaussian ? Normal.InvCDF(0, scale, u) : NoiseMechanisms.LaplaceQuantile(u, scale);
        }
    }
}
