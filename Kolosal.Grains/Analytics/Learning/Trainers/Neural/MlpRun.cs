using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>One training: mini-batches in a new random order every epoch, Adam, the learning rate's schedule and early stopping.</summary>
internal sealed class MlpRun
{
    // Fewer rows are all learnt from. Streams number the uses of the seed; layers have their own above 1000, more than there are layers.
    private const int MinRowsForValidation = 20, LayersStream = 1, OrderStream = 2, SplitStream = 3, DropoutStream = 1000;
    private readonly MlpOptions options;
    private readonly double[] points, targets, weights, batchPoints, batchTargets, batchWeights;
    private readonly int width, batch;
    private readonly bool classes;
    private readonly ulong seed;
    private readonly Network network;

    /// <param name="options">Checked.</param>
    /// <param name="points">rows × width, encoded.</param>
    /// <param name="targets">Class indices, or values in units of their deviation.</param>
    /// <param name="weights">One a row, above 0.</param>
    /// <param name="outputs">Classes, or 0 for regression.</param>
    /// <param name="seed">Start, order, split and dropout.</param>
    /// <param name="cancel">Polled once a layer.</param>
    public MlpRun(MlpOptions options, double[] points, double[] targets, double[] weights, int outputs, ulong seed, CancellationToken cancel)
    {
        (this.options, this.points, this.targets, this.weights, this.seed) = (options, points, targets, weights, seed);
        (width, classes, batch) = (points.Length / targets.Length, outputs > 0, Math.Min(options.BatchRows, targets.Length));
        (batchPoints, batchTargets, batchWeights) = (new double[batch * width], new double[batch], new double[batch]);
        network = new(Layers(Math.Max(1, outputs)), classes, batch, new SeededRandom(seed, LayersStream), cancel);
    }

    /// <exception cref="TrainingException">The loss left the numbers.</exception>
    public MlpStep[] Train()
    {
        var (training, validation) = Split();
        var adam = new Adam(network.Decayed(), options.WeightDecay, options.DecoupledDecay);
        var random = new SeededRandom(seed, OrderStream);
        double meanWeight = training.Sum(i => weights[i]) / training.Length, best = double.PositiveInfinity, factor = 1;
        int batches = (training.Length + batch - 1) / batch, sinceBest = 0;
        double[] kept = [.. network.Parameters];
        double[][] keptRunning = Running();
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            random.Shuffle<int>(training);
            double loss = 0;
            for (int b = 0; b < batches; b++)
            {
                int from = (int)((long)b * training.Length / batches), to = (int)((b + 1L) * training.Length / batches);
                loss += Measure(training.AsSpan(from, to - from), training: true, (to - from) * meanWeight) * (to - from) / training.Length;
                double progress = (epoch + (double)b / batches) / options.Epochs;
                adam.Step(network.Parameters, network.Gradient,
                    options.LearningRate * factor * (options.Schedule == RateSchedule.Cosine ? (1 + Math.Cos(Math.PI * progress)) / 2 : 1));
            }
            if (validation.Length > 0) loss = Validate(validation);
            if (!double.IsFinite(loss))
                throw new TrainingException($"The network's loss is {loss} after {epoch + 1} epochs; lower the learning rate or scale the columns.");
            if (loss < best)
            {
                (best, sinceBest) = (loss, 0);
                network.Parameters.CopyTo(kept, 0);
                keptRunning = Running();
                continue;
            }
            sinceBest++;
            if (options.Schedule == RateSchedule.Plateau && sinceBest % Math.Max(1, options.Patience / 3) == 0) factor /= 2;
            if (validation.Length > 0 && sinceBest >= options.Patience) break;
        }
        if (validation.Length > 0)
        {
            kept.CopyTo(network.Parameters, 0);
            Restore(keptRunning);
        }
        return MlpStep.Of(network);
    }

    private Layer[] Layers(int outputs)
    {
        var layers = new List<Layer>();
        int from = width;
        for (int h = 0; h < options.Hidden.Length; h++)
        {
            int units = options.Hidden[h];
            layers.Add(new DenseLayer(from, units, options.Activation == Activation.Tanh ? 1 : 2));
            if (options.Normalization == Normalization.Batch) layers.Add(new BatchNormLayer(units));
            if (options.Normalization == Normalization.Layer) layers.Add(new LayerNormLayer(units));
            layers.Add(new ActivationLayer(units, options.Activation));
            if (options.Dropout > 0) layers.Add(new DropoutLayer(units, options.Dropout, SeededRandom.Derive(seed, DropoutStream + (ulong)h)));
            from = units;
        }
        layers.Add(new DenseLayer(from, outputs, 1));
        return [.. layers];
    }

    /// <summary>Rows to learn from and rows to stop by; of every class the same share, and one at least stays to learn from.</summary>
    private (int[] Training, int[] Validation) Split()
    {
        int[] order = [.. Enumerable.Range(0, targets.Length)];
        if (options.Patience == 0 || order.Length < MinRowsForValidation) return (order, []);
        new SeededRandom(seed, SplitStream).Shuffle<int>(order);
        var validation = new List<int>();
        foreach (var group in order.GroupBy(i => classes ? targets[i] : 0))
        {
            int[] members = [.. group];
            validation.AddRange(members.Take(Math.Min((int)Math.Round(options.ValidationShare * members.Length), members.Length - 1)));
        }
        return ([.. order.Except(validation)], [.. validation]);
    }

    private double Validate(int[] validation)
    {
        double total = validation.Sum(i => weights[i]), loss = 0;
        for (int from = 0; from < validation.Length; from += batch)
            loss += Measure(validation.AsSpan(from, Math.Min(batch, validation.Length - from)), training: false, total);
        return loss;
    }

    private double Measure(ReadOnlySpan<int> rows, bool training, double scale)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            points.AsSpan(rows[i] * width, width).CopyTo(batchPoints.AsSpan(i * width));
            (batchTargets[i], batchWeights[i]) = (targets[rows[i]], weights[rows[i]]);
        }
        return network.Loss(batchPoints.AsSpan(0, rows.Length * width), batchTargets.AsSpan(0, rows.Length), batchWeights.AsSpan(0, rows.Length),
            training, scale);
    }

    private double[][] Running() => [.. network.Layers.OfType<BatchNormLayer>().Select(layer => (double[])layer.Running.Clone())];

    private void Restore(double[][] running)
    {
        int at = 0;
        foreach (var layer in network.Layers.OfType<BatchNormLayer>()) layer.Restore(running[at++]);
    }
}
