using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>One training of a tabular network: every member goes through all rows in an order of its own; AdamW on the mean of their losses;
/// the epoch with the best loss of the members' mean answer on the validation rows is kept.</summary>
internal sealed class TabularRun
{
    /// <summary>Multiplications that a training may take: some ten seconds of one core, chosen.</summary>
    public const double MaxOperations = 1.5e11;

    private const int MinRowsForValidation = 20, MaxValidationRows = 1 << 14, MaxEpochRows = 1 << 16, MinEpochs = 8;

    // Forward, and back to weights and to inputs.
    private const int Ways = 3;
    private const double WarmUp = 0.05;
    private const int StartStream = 1, SplitStream = 2, MembersStream = 1000, DropoutStream = 2000;
    private readonly TabularNetworkOptions options;
    private readonly TabularShape shape;
    private readonly TabularRows rows;
    private readonly TabularEnsemble ensemble;
    private readonly ulong seed;
    private readonly int batch;
    private readonly CancellationToken cancel;

    public TabularRun(TabularNetworkOptions options, TabularShape shape, TabularRows rows, ulong seed, WorkerTeam team, CancellationToken cancel)
    {
        (this.options, this.shape, this.rows, this.seed, this.cancel) = (options, shape, rows, seed, cancel);
        batch = Math.Min(options.BatchRows, rows.Rows);
        ensemble = new(shape, batch, options.Dropout, options.LabelSmoothing, new SeededRandom(seed, StartStream), team);
    }

    /// <summary>The parameters, with the table's parts summed up to knots.</summary>
    /// <exception cref="TrainingException">The loss left the numbers.</exception>
    public float[] Train()
    {
        var (training, validation) = Split();
        int epochRows = Math.Min(training.Length, MaxEpochRows), steps = (epochRows + batch - 1) / batch, epochs = Epochs(epochRows);
        var adam = new FloatAdam(ensemble.Decays(options.WeightDecay));
        var orders = new RowOrder[shape.Members];
        var random = new SeededRandom[shape.Members];
        for (int member = 0; member < shape.Members; member++)
        {
            orders[member] = new(training, new SeededRandom(seed, MembersStream + (ulong)member));
            random[member] = new(seed, DropoutStream + (ulong)member);
        }
        double meanWeight = training.Sum(row => (double)rows.Weights[row]) / training.Length, best = double.PositiveInfinity;
        float[] kept = [.. ensemble.Parameters];
        var batches = new ReadOnlyMemory<int>[shape.Members];
        var answers = new double[validation.Length * Math.Max(1, rows.Classes)];
        for (int epoch = 0, sinceBest = 0; epoch < epochs; epoch++)
        {
            double loss = 0;
            for (int step = 0; step < steps; step++)
            {
                int count = (int)((step + 1L) * epochRows / steps) - (int)((long)step * epochRows / steps);
                for (int member = 0; member < batches.Length; member++) batches[member] = orders[member].Next(count, cancel);
                loss += ensemble.Learn(rows, batches, count * meanWeight, random, cancel) / steps;
                adam.Step(ensemble.Parameters, ensemble.Gradient, options.LearningRate * Rate((epoch + (double)step / steps) / epochs));
                ensemble.Follow();
            }
            if (validation.Length > 0) loss = Validate(validation, answers);
            if (!double.IsFinite(loss))
                throw new TrainingException($"The network's loss is {loss} after {epoch + 1} epochs; lower the learning rate.");
            if (validation.Length == 0) continue;
            if (loss < best)
            {
                (best, sinceBest) = (loss, 0);
                ensemble.Parameters.CopyTo(kept, 0);
            }
            else if (++sinceBest >= options.Patience) break;
        }
        if (validation.Length > 0) kept.CopyTo(ensemble.Parameters, 0);
        ensemble.Follow();
        ensemble.Knots.CopyTo(ensemble.Parameters, 0);
        return ensemble.Parameters;
    }

    private int Epochs(int epochRows)
    {
        double once = shape.Layers * (double)shape.Units * shape.Units + (double)(shape.Width - shape.Units) * shape.Units
            + (double)shape.Outputs * shape.Units, all = Ways * once * shape.Members * epochRows;
        return Math.Min(options.Epochs, Math.Max(MinEpochs, (int)Math.Min(int.MaxValue, MaxOperations / all)));
    }

    private static double Rate(double progress) =>
        progress < WarmUp ? progress / WarmUp : (1 + Math.Cos(Math.PI * (progress - WarmUp) / (1 - WarmUp))) / 2;

    private double Validate(int[] validation, double[] answers)
    {
        ensemble.Answer(rows, validation, batch, answers, cancel);
        double loss = 0, total = 0;
        int outputs = answers.Length / validation.Length;
        for (int i = 0; i < validation.Length; i++)
        {
            double weight = rows.Weights[validation[i]];
            loss += weight * TabularLoss.OfAnswer(answers.AsSpan(i * outputs, outputs), rows.Targets[validation[i]], rows.Classes);
            total += weight;
        }
        return loss / total;
    }

    /// <summary>Rows to learn from and rows to stop by; of every class the same share, and one at least stays to learn from.</summary>
    private (int[] Training, int[] Validation) Split()
    {
        int[] order = [.. Enumerable.Range(0, rows.Rows)];
        if (options.Patience == 0 || order.Length < MinRowsForValidation) return (order, []);
        new SeededRandom(seed, SplitStream).Shuffle<int>(order);
        double share = Math.Min(options.ValidationShare, (double)MaxValidationRows / order.Length);
        var validation = new List<int>();
        foreach (var group in order.GroupBy(row => rows.Classes > 0 ? rows.Targets[row] : 0))
        {
            cancel.ThrowIfCancellationRequested();
            int[] members = [.. group];
            validation.AddRange(members.Take(Math.Min((int)Math.Round(share * members.Length), members.Length - 1)));
        }
        var judging = new bool[rows.Rows];
        foreach (int row in validation) judging[row] = true;
        return ([.. order.Where(row => !judging[row])], [.. validation]);
    }

    /// <summary>Rows in a random order, and in a new one when all have come.</summary>
    private sealed class RowOrder(int[] rows, SeededRandom random)
    {
        private readonly int[] order = [.. rows], taken = new int[rows.Length];
        private SeededRandom random = random;
        private int at = rows.Length;

        public ReadOnlyMemory<int> Next(int count, CancellationToken cancel)
        {
            for (int i = 0; i < count; i++)
            {
                if (at == order.Length)
                {
                    cancel.ThrowIfCancellationRequested();
                    random.Shuffle<int>(order);
                    at = 0;
                }
                taken[i] = order[at++];
            }
            return taken.AsMemory(0, count);
        }
    }
}
