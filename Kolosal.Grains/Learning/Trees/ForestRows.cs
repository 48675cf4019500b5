namespace Kolosal.Learning.Trees;

/// <summary>Binned rows with what is to be learnt, shared by all trees of a forest.</summary>
internal sealed class ForestRows
{
    private readonly double[] weights;
    private readonly double[][] lowest, highest; // the smallest and largest value in each bin of each number column

    public ForestRows(TrainingSet rows, int maxBins, ulong seed, WorkerTeam team, CancellationToken cancel)
    {
        Matrix = BinnedMatrix.Fit(rows.Features, rows.Columns, rows.Weights, maxBins, seed, team, cancel);
        Task = rows.Task;
        Outputs = rows.Outputs;
        Targets = rows.Task == LearningTask.Regression ? rows.Targets.ToArray() : Array.ConvertAll(rows.Labels.ToArray(), label => (double)label);
        weights = rows.Weights.ToArray();
        Counts = RowCounts.Of(weights);
        Columns = [.. Enumerable.Range(0, Matrix.Columns.Length).Where(c => Matrix.Slots(c) > 1)];
        (lowest, highest) = (new double[Matrix.Columns.Length][], new double[Matrix.Columns.Length][]);
        team.Run(Matrix.Columns.Length, c => MeasureBins(rows, c, cancel));
    }

    public BinnedMatrix Matrix { get; }

    public LearningTask Task { get; }

    public int Outputs { get; }

    /// <summary>Class index or number of each row.</summary>
    public double[] Targets { get; }

    /// <summary>How many rows each row stands for; empty when one each.</summary>
    public int[] Counts { get; }

    /// <summary>The columns that are not constant.</summary>
    public int[] Columns { get; }

    public double WeightOf(int row) => weights.Length == 0 ? 1 : weights[row];

    /// <summary>The smallest value of a bin that holds rows.</summary>
    public double LowestOf(int column, int bin) => lowest[column][bin];

    /// <summary>The largest value of a bin that holds rows.</summary>
    public double HighestOf(int column, int bin) => highest[column][bin];

    private void MeasureBins(TrainingSet rows, int column, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var bins = Matrix.Bins[column];
        (lowest[column], highest[column]) = (new double[bins.Bins], new double[bins.Bins]);
        if (bins.IsCategorical) return;
        Array.Fill(lowest[column], double.PositiveInfinity);
        Array.Fill(highest[column], double.NegativeInfinity);
        var features = rows.Features.Span;
        byte[] codes = Matrix.Columns[column];
        for (int r = 0, at = column; r < codes.Length; r++, at += rows.Columns.Length)
        {
            int bin = codes[r];
            if (bin == bins.Bins) continue;
            lowest[column][bin] = Math.Min(lowest[column][bin], features[at]);
            highest[column][bin] = Math.Max(highest[column][bin], features[at]);
        }
    }
}
