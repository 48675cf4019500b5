using System.Runtime.InteropServices;

namespace Kolosal.Engines.LightGbm;

/// <summary>Rows in LightGBM's memory, binned.</summary>
internal sealed unsafe class DatasetHandle : SafeHandle
{
    private DatasetHandle(nint dataset) : base(0, ownsHandle: true) => SetHandle(dataset);

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Copies and bins rows.</summary>
    /// <param name="features">rows × columns, row-major; NaN is missing.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="columns">The number of columns.</param>
    /// <param name="parameters">LightGBM's, <c>name=value</c> apart by blanks.</param>
    /// <param name="reference">Rows whose bins are taken, or null.</param>
    /// <exception cref="LightGbmException">LightGBM refused.</exception>
    public static DatasetHandle Of(ReadOnlySpan<double> features, int rows, int columns, string parameters, DatasetHandle? reference = null)
    {
        fixed (double* data = features)
        {
            LightGbmNative.Check(LightGbmNative.DatasetCreate(data, LightGbmNative.Float64, rows, columns, 1, parameters,
                reference?.handle ?? 0, out nint dataset));
            GC.KeepAlive(reference);
            return new(dataset);
        }
    }

    /// <summary>Gives every row a number of a field, label or weight.</summary>
    public void Set(string field, ReadOnlySpan<float> values)
    {
        fixed (float* data = values)
            LightGbmNative.Check(LightGbmNative.DatasetSetField(this, field, data, values.Length, LightGbmNative.Float32));
    }

    /// <summary>Gives whole numbers of a field: the sizes of lists.</summary>
    public void Set(string field, ReadOnlySpan<int> values)
    {
        fixed (int* data = values)
            LightGbmNative.Check(LightGbmNative.DatasetSetField(this, field, data, values.Length, LightGbmNative.Int32));
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LightGbmNative.DatasetFree(handle) == 0;
}
