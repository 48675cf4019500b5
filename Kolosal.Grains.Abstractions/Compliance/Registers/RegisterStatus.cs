namespace Kolosal.Compliance.Registers;

/// <summary>Where a record of a register stands. Each kind uses some of these; its transition table says which.</summary>
[GenerateSerializer, Alias("kolosal.register-status")]
public enum RegisterStatus
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Complete, and waiting for somebody else's decision.</summary>
    InReview,

    /// <summary>Somebody who did not write it approved it.</summary>
    Approved,

    /// <summary>Somebody who did not write it turned it down.</summary>
    Rejected,

    /// <summary>No longer holds.</summary>
    Withdrawn,

    /// <summary>Came in.</summary>
    Received,

    /// <summary>Whoever sent it was told that it came in.</summary>
    Acknowledged,

    /// <summary>It is known that the person is who they say.</summary>
    Verified,

    /// <summary>Whoever sent it has an answer.</summary>
    Answered,

    /// <summary>What was asked for is done.</summary>
    Fulfilled,

    /// <summary>What was asked for is not done, for a stated reason.</summary>
    Refused,

    /// <summary>To be done.</summary>
    Open,

    /// <summary>Done, and waiting for somebody else to look at it.</summary>
    Done,

    /// <summary>Somebody who did not do it saw that it is done.</summary>
    Confirmed,

    /// <summary>Over.</summary>
    Closed,
}
