using System.Runtime.InteropServices;

namespace Kolosal.Engines.LightGbm;

/// <summary>A model in LightGBM's memory, one thread at a time.</summary>
internal sealed unsafe class BoosterHandle : SafeHandle
{
    private BoosterHandle(nint booster) : base(0, ownsHandle: true) => SetHandle(booster);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>A model without trees yet.</summary>
    /// <exception cref="LightGbmException">LightGBM refused.</exception>
    public static BoosterHandle Of(DatasetHandle training, string parameters)
    {
        LightGbmNative.Check(LightGbmNative.BoosterCreate(training, parameters, out nint booster));
        return new(booster);
    }

    /// <summary>A model of a text.</summary>
    /// <exception cref="LightGbmException">LightGBM refused.</exception>
    public static BoosterHandle Of(string text)
    {
        LightGbmNative.Check(LightGbmNative.BoosterLoad(text, out _, out nint booster));
        return new(booster);
    }

    /// <summary>Adds rows that are evaluated after each round.</summary>
    public void Validate(DatasetHandle rows) => LightGbmNative.Check(LightGbmNative.BoosterAddValidation(this, rows));

    /// <summary>One round: a tree, or one a class.</summary>
    /// <returns>False when no further split is to be found.</returns>
    public bool Update()
    {
        LightGbmNative.Check(LightGbmNative.BoosterUpdate(this, out int isFinished));
        return isFinished == 0;
    }

    /// <summary>The loss on the rows to validate; the parameters name one metric.</summary>
    public double ValidationLoss()
    {
        double loss = 0;
        LightGbmNative.Check(LightGbmNative.BoosterEvaluate(this, 1, out _, &loss));
        return loss;
    }

    /// <summary>The model as text, UTF-8.</summary>
    /// <param name="iterations">Rounds from the first; all when not above 0.</param>
    public byte[] Save(int iterations = -1)
    {
        LightGbmNative.Check(LightGbmNative.BoosterSave(this, 0, iterations, 0, 0, out long length, null));
        byte[] text = new byte[length];
        fixed (byte* room = text) LightGbmNative.Check(LightGbmNative.BoosterSave(this, 0, iterations, 0, length, out _, room));
        return text[..^1]; // a zero ends it
    }

    /// <summary>Outputs of rows: probabilities or values, one a row for two classes.</summary>
    /// <param name="features">rows × columns, row-major.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="outputs">Receives the outputs of each row.</param>
    /// <param name="threads">Threads used.</param>
    public void Predict(ReadOnlySpan<double> features, int rows, int columns, Span<double> outputs, int threads = 1)
    {
        fixed (double* data = features, results = outputs)
            LightGbmNative.Check(LightGbmNative.BoosterPredict(this, data, LightGbmNative.Float64, rows, columns, 1, LightGbmNative.PredictNormal,
                0, -1, $"num_threads={threads}", out _, results));
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LightGbmNative.BoosterFree(handle) == 0;
}
