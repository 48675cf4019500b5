namespace Kolosal.Events;

/// <summary>Why a predicted row goes to a person. Stored in the prediction log: a value is never given another meaning.</summary>
[Flags, GenerateSerializer, Alias("kolosal.referral-reasons")]
public enum ReferralReasons : byte
{
    /// <summary>It does not.</summary>
    None = 0,

    /// <summary>The decided class is too unlikely.</summary>
    LowConfidence = 1,

    /// <summary>The prediction set does not hold exactly one class.</summary>
    AmbiguousSet = 2,

    /// <summary>The row is unlike those the model learnt from.</summary>
    OutOfDistribution = 4,

    /// <summary>The decision is one that a person must take.</summary>
    ProtectedDecision = 8,

    /// <summary>It was drawn at random.</summary>
    Sampled = 16,

    /// <summary>Somebody asked for it.</summary>
    Requested = 32,
}
