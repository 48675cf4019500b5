using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Learns a <see cref="FeatureEncoder"/> from training rows; the target is never looked at.</summary>
/// <remarks>Text columns are dropped with a reason unless the options say how to encode them:
/// what is worth counting in free text is a choice that the caller should make.</remarks>
public static class FeatureEncoderFitter
{
    /// <summary>Fits every feature column of a table.</summary>
    /// <param name="training">The training rows only: what is learnt here must not see validation rows.</param>
    /// <param name="options">How columns become features.</param>
    /// <exception cref="TrainingException">There are no rows or no column that can be used.</exception>
    public static FeatureEncoder Fit(Frame training, PreprocessingOptions options)
    {
        if (training.Rows == 0) throw new TrainingException("Need at least one row to fit the preprocessing to, got none.");
        var schema = new List<ColumnSchema>();
        var encoders = new List<ColumnEncoder>();
        var dropped = new List<DroppedColumn>();
        foreach (var feature in training.Schema.Features)
        {
            var column = training[feature.Name];
            schema.Add(Observed(feature, column));
            if (options.LeftOut.Contains(feature.Name)) dropped.Add(new(feature.Name, "It was left out of what the model learns from."));
            else if (ReasonToDrop(column, options) is { } reason) dropped.Add(new(feature.Name, reason));
            else if (FitColumn(feature.Name, column, options) is { } encoder) encoders.Add(encoder);
            else dropped.Add(new(feature.Name, $"No token occurs in {options.Text!.MinRows} training texts."));
        }
        if (encoders.Count == 0)
        {
            string why = dropped.Count > 0 ? ": " + string.Join(" ", dropped.Select(d => $"'{d.Column}': {d.Reason}"))
                : "; give at least one the role feature.";
            throw new TrainingException($"No column can be used as a feature{why}");
        }
        return new(new TableSchema([.. schema]), [.. encoders], [.. dropped]);
    }

    private static string? ReasonToDrop(Column column, PreprocessingOptions options)
    {
        if (column is TextColumn && options.Text is null) return "Free text is not encoded; derive columns from it, or say how to encode it.";
        if (column.Missing.Count == column.Rows) return "No value in the training rows.";
        return column.Missing.Count == 0 && IsConstant(column) ? "The same value in every training row." : null;
    }

    private static bool IsConstant(Column column) => column switch
    {
        NumericColumn numeric => !numeric.Values.ContainsAnyExcept(numeric.Values[0]),
        CategoricalColumn categorical => !categorical.Codes.ContainsAnyExcept(categorical.Codes[0]),
        BooleanColumn boolean => !boolean.Values.ContainsAnyExcept(boolean.Values[0]),
        DateTimeColumn instant => !instant.Ticks.ContainsAnyExcept(instant.Ticks[0]),
        _ => false,
    };

    /// <summary>The encoder of a column, or null for a text in which nothing occurs often enough.</summary>
    private static ColumnEncoder? FitColumn(string name, Column column, PreprocessingOptions options)
    {
        bool dense = options.Encoding != FeatureEncoding.Native, nonNegative = options.Encoding == FeatureEncoding.NonNegative;
        switch (column)
        {
            case TextColumn texts when options.Text is { Buckets: { } buckets } text:
                return new HashedTextEncoder(name, new(text.Unit, text.MinLength, text.MaxLength), buckets,
                    signed: !nonNegative, unitLength: nonNegative || text.Weighting == TextWeighting.TfIdf);
            case TextColumn texts:
                return TextEncoder.Fit(name, texts, options.Text!, unitLength: nonNegative);
            case CategoricalColumn categorical when dense && options.HashBuckets is { } buckets && Occurring(categorical) > options.CategoryLimit:
                return new HashedTextEncoder(name, tokens: null, buckets, signed: !nonNegative, unitLength: false);
            case CategoricalColumn categorical:
                var (kept, rare) = Keep(categorical, options);
                return dense ? new OneHotEncoder(name, kept, rare, column.Missing.Count > 0) : new OrdinalEncoder(name, kept, rare);
            case DateTimeColumn:
                var plain = new DatePartsEncoder(name, cyclical: dense, steps: []);
                return dense ? new DatePartsEncoder(name, cyclical: true, [.. PartSteps(plain, column, options)]) : plain;
            case BooleanColumn:
                return new NumericEncoder(name, boolean: true, dense ? Steps(Values(column), options) : [],
                    dense && options.MissingIndicator && column.Missing.Count > 0);
            default:
                return new NumericEncoder(name, boolean: false, dense ? Steps(Values(column), options) : [],
                    dense && options.MissingIndicator && column.Missing.Count > 0);
        }
    }

    private static int Occurring(CategoricalColumn column)
    {
        var seen = new bool[column.Dictionary.Length];
        foreach (int code in column.Codes) if (code >= 0) seen[code] = true;
        return seen.Count(s => s);
    }

    private static ImmutableArray<NumericStep> Steps(double[] values, PreprocessingOptions options)
    {
        var impute = NumericSteps.FitImputer(options.Imputer, values);
        for (int row = 0; row < values.Length; row++) values[row] = impute.Apply(values[row]);
        if (options.Encoding == FeatureEncoding.NonNegative)
            return [impute, NumericSteps.FitScaler(ScaleStrategy.MinMax, values)!, new ClipStep(0, 1)];
        return NumericSteps.FitScaler(options.Scaler, values) is { } scale ? [impute, scale] : [impute];
    }

    private static IEnumerable<ImmutableArray<NumericStep>> PartSteps(DatePartsEncoder parts, Column column, PreprocessingOptions options)
    {
        int width = parts.Outputs.Length;
        var matrix = new double[column.Rows * width];
        parts.EncodeColumn(column, matrix, 0, width);
        for (int part = 0; part < width; part++)
        {
            var values = new double[column.Rows];
            for (int row = 0; row < values.Length; row++) values[row] = matrix[row * width + part];
            yield return Steps(values, options);
        }
    }

    private static double[] Values(Column column)
    {
        var values = new double[column.Rows];
        for (int row = 0; row < values.Length; row++) values[row] = RawValue.At(column, row).Number;
        return values;
    }

    /// <summary>The most frequent categories that are not rare, sorted by ordinal so that codes do not depend on the order of rows.</summary>
    private static (ImmutableArray<string> Kept, bool Rare) Keep(CategoricalColumn column, PreprocessingOptions options)
    {
        var counts = new int[column.Dictionary.Length];
        foreach (int code in column.Codes) if (code >= 0) counts[code]++;
        var seen = new List<(string Category, int Rows)>();
        for (int code = 0; code < counts.Length; code++) if (counts[code] > 0) seen.Add((column.Dictionary[code], counts[code]));
        var kept = seen.Where(c => c.Rows >= options.MinCategoryRows)
            .OrderByDescending(c => c.Rows).ThenBy(c => c.Category, StringComparer.Ordinal).Take(options.CategoryLimit)
            .Select(c => c.Category).Order(StringComparer.Ordinal).ToImmutableArray();
        if (kept.IsEmpty) kept = [seen.OrderByDescending(c => c.Rows).ThenBy(c => c.Category, StringComparer.Ordinal).First().Category];
        return (kept, kept.Length < seen.Count);
    }

    /// <summary>What the rows show of a column: categories, range, whether values are missing.</summary>
    internal static ColumnSchema Observed(ColumnSchema column, Column values)
    {
        var observed = column with { Nullable = column.Nullable || values.Missing.Count > 0 };
        switch (values)
        {
            case NumericColumn or DateTimeColumn when values.Missing.Count < values.Rows:
                double low = double.PositiveInfinity, high = double.NegativeInfinity;
                for (int row = 0; row < values.Rows; row++)
                {
                    if (values.IsMissing(row)) continue;
                    low = Math.Min(low, RawValue.At(values, row).Number);
                    high = Math.Max(high, RawValue.At(values, row).Number);
                }
                return observed with { Minimum = low, Maximum = high };
            case CategoricalColumn categorical:
                var present = new bool[categorical.Dictionary.Length];
                foreach (int code in categorical.Codes) if (code >= 0) present[code] = true;
                return observed with
                {
                    Categories = [.. categorical.Dictionary.ToArray().Where((_, code) => present[code])
                    .Order(StringComparer.Ordinal)]
                };
            default:
                return observed;
        }
    }
}
