using Kolosal.Learning;

namespace Kolosal.Engines;

/// <summary>A default of an engine's trainer stands in the search space; where its options have one as well, it is the same.</summary>
public class EngineDefaultsTests
{
    public static TheoryData<string> Names => [.. SuiteTrainers.All.Select(t => t.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Nothing_given_is_the_defaults_given(string name)
    {
        var trainer = Trainers.Get(name);
        Assert.Equal(AlgorithmFields.Texts(trainer.Create(trainer.Space.Defaults)), AlgorithmFields.Texts(trainer.Create(HyperParameters.Empty)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Options_have_the_defaults_of_the_space(string name)
    {
        object[] options = [.. AlgorithmFields.Options(Trainers.Get(name).Create(HyperParameters.Empty))];
        Assert.NotEmpty(options);
        Assert.All(options, own => Assert.Equal(AlgorithmFields.Text(AlgorithmFields.Plain(own.GetType())!), AlgorithmFields.Text(own)));
    }
}
