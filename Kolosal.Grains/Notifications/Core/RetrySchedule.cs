using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Notifications;

/// <summary>When a delivery that failed is tried again.</summary>
/// <remarks>
/// Exponential with equal jitter (M. Brooker, "Exponential Backoff And Jitter", 2015): after n failures the pause is uniform between half and the
/// whole of min(longest, first · factorⁿ⁻¹). The jitter follows from message and attempt, so a repeated decision is the same one.
/// </remarks>
/// <param name="First">The pause after the first failure, before jitter.</param>
/// <param name="Factor">How much longer each pause is than the one before.</param>
/// <param name="Longest">No pause is longer.</param>
/// <param name="Attempts">After as many attempts it is given up.</param>
internal readonly record struct RetrySchedule(TimeSpan First, double Factor, TimeSpan Longest, int Attempts)
{
    /// <summary>The pause after a failed attempt; null when it was the last.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="failures">Attempts that failed, 1 or more.</param>
    /// <param name="asked">What the receiver asked for (Retry-After); kept within <see cref="Longest"/>.</param>
    public TimeSpan? After(string messageId, int failures, TimeSpan? asked = null)
    {
        if (failures >= Attempts) return null;
        double whole = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(Factor, failures - 1));
        double pause = whole * (0.5 + Uniform(messageId, failures) / 2);
        if (asked is { } wanted) pause = Math.Max(pause, Math.Min(wanted.TotalSeconds, Longest.TotalSeconds));
        return TimeSpan.FromSeconds(pause);
    }

    /// <summary>In [0, 1).</summary>
    private static double Uniform(string messageId, int failures)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{messageId}#{failures}")));
        return (BinaryPrimitives.ReadUInt64LittleEndian(hash) >> 11) / (double)(1UL << 53);
    }
}
