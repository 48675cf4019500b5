namespace Kolosal.Learning.Bayes;

/// <param name="Alpha">Pseudo-counts added to every count. Default: 1.</param>
/// <param name="Bins">Parts of equal weight that a number is cut into, at least 2. Default: 10.</param>
public sealed record CategoricalNaiveBayesOptions(double Alpha = 1, int Bins = 10) : SmoothingOptions(Alpha)
{
    /// <summary>At least 2.</summary>
    public int Bins { get; } = Require.AtLeast(Bins, 2);
}

/// <summary>Categorical naive Bayes: log P(k | x) = log π_k + Σ_j log θ_kj(x_j) + const, θ_kj(c)
/// = (N_kjc + α) / (N_kj + α m_j) (Mitchell, Machine Learning, 1997, section 6.9).</summary>
/// <remarks>
/// N_kjc is the weight of the rows of class k with category c of the m_j of column j. A missing or unknown value takes no
/// part, in training and in scoring: it is summed over. Numbers are cut at their quantiles first (Dougherty, Kohavi and
/// Sahami, ICML 1995); scikit-learn takes codes only. A class without rows gets probability 0.
/// </remarks>
public sealed class CategoricalNaiveBayesTrainer(CategoricalNaiveBayesOptions options) : Trainer(Descriptor)
{
    private const int RowsBetweenPolls = 256;

    /// <summary>The entry in <see cref="Trainers.All"/>.</summary>
    public static TrainerDescriptor Descriptor { get; } =
        new("categorical_naive_bayes", [LearningTask.Binary, LearningTask.Multiclass], FeatureEncoding.Native,
        new SearchSpace([.. SmoothingOptions.Parameters, new IntegerParameter("bins", 2, 100, 10, Log: true)]),
        given => new CategoricalNaiveBayesTrainer(new(given.Float("alpha"),
            given.Integer("bins"))
        { Prior = ClassPrior.Parse(given.Choice("prior")) }),
        CategoricalNaiveBayesPredictor.Read);

    private protected override IPredictor Learn(TrainingSet rows, ulong seed, CancellationToken cancel)
    {
        int classes = rows.Classes;
        var columns = new CategoryColumn[rows.Columns.Length];
        var tables = new double[columns.Length][];
        for (int c = 0; c < columns.Length; c++)
        {
            cancel.ThrowIfCancellationRequested();
            columns[c] = rows.Columns[c].IsCategorical ? new(rows.Columns[c].Cardinality, []) : Cut(rows, c);
            tables[c] = new double[columns[c].Categories * classes];
        }
        double[] counts = new double[classes];
        for (int i = 0; i < rows.Rows; i++)
        {
            if (i % RowsBetweenPolls == 0) cancel.ThrowIfCancellationRequested();
            var row = rows.Row(i);
            double weight = rows.Weight(i);
            int k = rows.Labels.Span[i];
            counts[k] += weight;
            for (int c = 0; c < columns.Length; c++)
                if (columns[c].Of(row[c]) is >= 0 and var category) tables[c][category * classes + k] += weight;
        }
        foreach (double[] table in tables)
            for (int k = 0; k < classes; k++)
            {
                double total = 0;
                for (int at = k; at < table.Length; at += classes) total += table[at] += options.Smoothing;
                for (int at = k; at < table.Length; at += classes) table[at] = Math.Log(table[at] / total);
            }
        return new CategoricalNaiveBayesPredictor(columns, options.Prior.Logarithms(counts), tables);
    }

    /// <summary>Edges at the least values that hold each share of the weight; fewer where values repeat.</summary>
    private CategoryColumn Cut(TrainingSet rows, int column)
    {
        int[] present = [.. Enumerable.Range(0, rows.Rows).Where(row => rows.Weight(row) > 0 && !double.IsNaN(rows.Row(row)[column]))];
        double[] values = Array.ConvertAll(present, row => rows.Row(row)[column]), weights = Array.ConvertAll(present, row => rows.Weight(row));
        Array.Sort(values, weights);
        var edges = new List<double>();
        double total = weights.Sum(), below = 0;
        int part = 1;
        for (int i = 0; i < values.Length; i++)
        {
            below += weights[i];
            if (part >= options.Bins || below < total * part / options.Bins) continue;
            while (part < options.Bins && below >= total * part / options.Bins) part++;
            if (values[i] < values[^1] && (edges.Count == 0 || values[i] > edges[^1])) edges.Add(values[i]);
        }
        return new(0, [.. edges]);
    }
}
