namespace Kolosal.Access;

/// <summary>How somebody signs in by one door. A crash loses nothing that was answered.</summary>
[GenerateSerializer, Alias("kolosal.sign-in-state")]
internal sealed class SignInState : RecordState
{
    /// <summary>Several processes tell of one person; each repeats what it told last.</summary>
    private const int MostAttempts = 32;

    [Id(0)] public string Subject { get; set; } = "";
    [Id(1)] public SignInDoor Door { get; set; }
    [Id(2)] public List<string> Roles { get; set; } = [];
    [Id(3)] public List<string> Factors { get; set; } = [];
    [Id(4)] public long Times { get; set; }
    [Id(5)] public long WeakTimes { get; set; }
    [Id(6)] public bool Weak { get; set; }
    [Id(7)] public int Minutes { get; set; }
    [Id(8)] public DateTimeOffset FirstAt { get; set; }
    [Id(9)] public DateTimeOffset LastAt { get; set; }
    [Id(10)] public DateTimeOffset? LastWeakAt { get; set; }

    /// <summary>What was counted last.</summary>
    [Id(11)] public List<string> Attempts { get; set; } = [];

    /// <returns>Null when it was counted before; otherwise whether it is worth an entry of the trail: the first, one of the console, or one that
    /// stands otherwise than the last.</returns>
    public bool? Note(SignInNote note)
    {
        if (Attempts.Contains(note.Attempt)) return null;
        bool weak = note.Weak > 0, worth = !Exists || note.Door != SignInDoor.Token || weak != Weak || note.Minutes != Minutes;
        if (!Exists) FirstAt = note.At;
        (Subject, Door, Roles, Factors) = (note.Subject, note.Door, [.. note.Roles], [.. note.Factors]);
        (Weak, Minutes, LastAt) = (weak, note.Minutes, note.At);
        Times += note.Times;
        WeakTimes += note.Weak;
        if (weak) LastWeakAt = note.At;
        Attempts.Add(note.Attempt);
        if (Attempts.Count > MostAttempts) Attempts.RemoveAt(0);
        return worth;
    }

    public SignInRecord Read(string id) => new(
        id, Subject, Door, [.. Roles], [.. Factors], Times, WeakTimes, Weak, Minutes, FirstAt, LastAt, LastWeakAt, Revision);
}
