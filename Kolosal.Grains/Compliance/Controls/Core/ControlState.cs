namespace Kolosal.Compliance.Controls;

/// <summary>How a control stands. Of several the worst wins: error, fail, missing, stale, pass.</summary>
public enum ControlState
{
    /// <summary>Everything that is asked holds.</summary>
    Pass,

    /// <summary>It held, and the evidence has expired.</summary>
    Stale,

    /// <summary>Nothing that could show it was ever handed in or recorded.</summary>
    Missing,

    /// <summary>Something that is asked does not hold.</summary>
    Fail,

    /// <summary>It could not be judged.</summary>
    Error,

    /// <summary>There is nothing that it could be asked of, or it was decided not to apply; the reason is stated.</summary>
    NotApplicable,
}
