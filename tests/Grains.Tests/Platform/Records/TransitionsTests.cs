namespace Kolosal;

public class TransitionsTests
{
    private enum Light
    {
        Red,
        Green,
        Broken,
    }

    [Fact]
    public void Only_declared_steps_are_allowed()
    {
        var table = new Transitions<Light>((Light.Red, [Light.Green, Light.Broken]), (Light.Green, [Light.Red]), (Light.Broken, []));
        Assert.True(table.Allows(Light.Red, Light.Green));
        Assert.False(table.Allows(Light.Green, Light.Broken));
        Assert.Empty(table.After(Light.Broken));
    }

    [Fact]
    public void A_state_that_is_forgotten_or_declared_twice_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Transitions<Light>((Light.Red, []), (Light.Green, [])));
        Assert.Throws<ArgumentException>(() => new Transitions<Light>((Light.Red, []), (Light.Red, []), (Light.Green, []), (Light.Broken, [])));
    }

    [Fact]
    public void The_refusal_names_what_is_allowed()
    {
        var table = new Transitions<Light>((Light.Red, [Light.Green]), (Light.Green, [Light.Red]), (Light.Broken, []));
        var refusal = table.Refuse(Light.Red, Light.Broken, "The light");
        Assert.Equal(RefusalKind.Conflict, refusal!.Kind);
        Assert.Contains("allowed: green", refusal.Message, StringComparison.Ordinal);
        Assert.Null(table.Refuse(Light.Red, Light.Green, "The light"));
    }
}
