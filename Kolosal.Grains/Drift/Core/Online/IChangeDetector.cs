namespace Kolosal.Drift;

/// <summary>Looks for changes in a stream of values, one at a time, in memory that does not grow with the stream's length, or by its
/// logarithm. Not thread-safe. The same values give the same signals.</summary>
public interface IChangeDetector
{
    /// <summary>Takes the next value.</summary>
    /// <param name="value">Finite; 0 or 1 for detectors of error rates, where 1 is an error.</param>
    /// <exception cref="ArgumentOutOfRangeException">The detector does not take such a value.</exception>
    ChangeSignal Observe(double value);
}
