"""Chemistry in plain TeX."""

from __future__ import annotations

import pytest

from plugins.markdown.chemistry import chemistry_to_tex


@pytest.mark.parametrize(
    ("source", "tex"),
    [
        pytest.param("H2O", r"{\mathrm{H}_{2}\mathrm{O}}", id="index"),
        pytest.param("SO4^2-", r"{\mathrm{SO}_{4}^{2-}}", id="charge"),
        pytest.param("Na+", r"{\mathrm{Na}^{+}}", id="charge without a hat"),
        pytest.param("[AgCl2]-", r"{[\mathrm{AgCl}_{2}]^{-}}", id="charge of a bracket"),
        pytest.param("Na+ + Cl-", r"{\mathrm{Na}^{+}+\mathrm{Cl}^{-}}", id="sum of charged ones"),
        pytest.param("CH3-CH3", r"{\mathrm{CH}_{3}{-}\mathrm{CH}_{3}}", id="bond"),
        pytest.param("A#B", r"{\mathrm{A}{\equiv}\mathrm{B}}", id="threefold bond"),
        pytest.param("2 CO", r"{2\,\mathrm{CO}}", id="amount"),
        pytest.param("1/2 O2", r"{\tfrac{1}{2}\,\mathrm{O}_{2}}", id="half"),
        pytest.param("A -> B", r"{\mathrm{A}\rightarrow \mathrm{B}}", id="arrow"),
        pytest.param("A ->[x][y] B", r"{\mathrm{A}\xrightarrow[\mathrm{y}]{\mathrm{x}}\mathrm{B}}", id="named arrow"),
        pytest.param("A <=> B", r"{\mathrm{A}\rightleftharpoons \mathrm{B}}", id="both ways"),
        pytest.param("CuSO4.5H2O", r"{\mathrm{CuSO}_{4}\cdot 5\,\mathrm{H}_{2}\mathrm{O}}", id="with water"),
        pytest.param("^{14}_{6}C", r"{{}^{14}_{6}\mathrm{C}}", id="isotope"),
        pytest.param("BaSO4 v", r"{\mathrm{BaSO}_{4}\downarrow }", id="falls out"),
        pytest.param("H2 ^", r"{\mathrm{H}_{2}\uparrow }", id="leaves"),
        pytest.param("LiNi_{0.6}O2", r"{\mathrm{LiNi}_{0.6}\mathrm{O}_{2}}", id="part"),
        pytest.param("Fe^{III}", r"{\mathrm{Fe}^{\mathrm{III}}}", id="oxidation"),
        pytest.param("NaOH(aq)", r"{\mathrm{NaOH}(\mathrm{aq})}", id="state"),
        pytest.param("$x$A", r"{{x}\mathrm{A}}", id="formula inside"),
        pytest.param("", "{}", id="nothing"),
    ],
)
def test_chemistry_becomes_tex(source: str, tex: str) -> None:
    assert chemistry_to_tex(source) == tex
