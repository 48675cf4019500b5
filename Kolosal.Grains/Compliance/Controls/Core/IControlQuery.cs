namespace Kolosal.Compliance.Controls;

/// <summary>One question to the workspace's own records, judged by a fixed rule. Pure: the same facts give the same judgement.</summary>
public interface IControlQuery
{
    /// <summary><c>Q01</c> to <c>Q80</c>; never given to another question.</summary>
    string Id { get; }

    /// <summary>One word, as in <c>foureyes</c>.</summary>
    string Name { get; }

    /// <summary>What holds when it passes, as a short sentence.</summary>
    string Title { get; }

    /// <summary>Rises when the rule changes, so that results of two rules are not compared.</summary>
    int Version { get; }

    /// <summary>For how long a result counts; behind it a pass reads stale.</summary>
    TimeSpan TimeToLive { get; }

    /// <summary>Whether the first red counts at once; otherwise the second in a row does, so that a restart does not flap.</summary>
    bool IsRedAtOnce { get; }

    /// <summary>What to do when it is red.</summary>
    string WhenRed { get; }

    /// <summary>The features whose records are judged.</summary>
    IReadOnlyList<string> Owners { get; }

    /// <summary>Judges what was read.</summary>
    Judgement Judge(WorkspaceFacts facts);
}
