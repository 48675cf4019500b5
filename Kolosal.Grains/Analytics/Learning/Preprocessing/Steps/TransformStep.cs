namespace Kolosal.Learning.Preprocessing;

/// <summary>A step that a pipeline applies after the encoder, by name.</summary>
/// <param name="Name">The name in <see cref="Transforms.All"/>.</param>
/// <param name="Parameters">Its options; those left out take their defaults.</param>
/// <param name="Columns">The columns it is applied to, or null for all.</param>
public sealed record TransformStep(string Name, HyperParameters? Parameters = null, ColumnChoice? Columns = null)
{
    /// <summary>The step ready to be fitted.</summary>
    /// <exception cref="KeyNotFoundException">There is no such step.</exception>
    /// <exception cref="ArgumentException">An option is unknown or out of range.</exception>
    public ITransformFitter Create()
    {
        var descriptor = Transforms.Get(Name);
        var step = descriptor.Create(descriptor.Space.Complete(Parameters ?? HyperParameters.Empty));
        return Columns is null ? step : new OnColumns(step, Columns);
    }
}
